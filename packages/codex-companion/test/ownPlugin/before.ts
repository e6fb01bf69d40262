import nodeFs from "node:fs"
import { syncBuiltinESMExports } from "node:module"

export type Patched =
  | "accessSync"
  | "appendFileSync"
  | "mkdirSync"
  | "openSync"
  | "readdirSync"
  | "readFileSync"
  | "renameSync"
  | "rmSync"

/** Runs `body` while `act` comes before each such operation, and may throw in its place. */
export const before = <A>(
  name: Patched,
  act: (file: unknown, mode: unknown) => void,
  body: () => A
): A => {
  const real = nodeFs[name] as (...args: ReadonlyArray<unknown>) => unknown
  const patched = (...args: ReadonlyArray<unknown>) => {
    act(args[0], args[1])
    return real(...args)
  }
  Object.assign(nodeFs, { [name]: patched })
  syncBuiltinESMExports()
  const restore = () => {
    Object.assign(nodeFs, { [name]: real })
    syncBuiltinESMExports()
  }
  let done: A | null = null
  try {
    done = body()
    return done instanceof Promise ? (done.finally(restore) as A) : done
  } finally {
    if (!(done instanceof Promise)) restore()
  }
}
