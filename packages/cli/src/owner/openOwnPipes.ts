import * as fs from "node:fs"

/**
 * Opens what of our standard output and error is a pipe once more, for `process.stdout` and
 * `process.stderr` to write through. Node makes a pipe non-blocking, which holds for all who were given
 * it: `{ job run -- make & cat list; } | less` would tell cat that the pipe is full (EAGAIN). What is opened
 * anew is ours alone. Only Linux can; elsewhere, and where that is refused, nothing changes.
 */
export const openOwnPipes = (): void => {
  if (process.platform !== "linux") return
  for (const [name, fd] of streams) {
    const own = reopened(fd)
    if (own === null) continue
    const { Socket } = process.getBuiltinModule("node:net")
    const value = new Socket({ fd: own, readable: false, writable: true })
    Object.defineProperty(process, name, { configurable: true, enumerable: true, value })
  }
}

const streams = [
  ["stdout", 1],
  ["stderr", 2]
] as const

const reopened = (fd: number): number | null => {
  const { O_NONBLOCK, O_WRONLY } = fs.constants
  try {
    if (!fs.fstatSync(fd).isFIFO()) return null
    return fs.openSync(`/proc/self/fd/${fd}`, O_WRONLY | O_NONBLOCK)
  } catch {
    // Nobody reads it, or it is another user's.
    return null
  }
}
