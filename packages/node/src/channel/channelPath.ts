import type { Layout } from "../store/layout.ts"
import { inFolder, isJobId, jobFolder } from "../store/layout.ts"

/** The leading dot keeps it out of every listing of facts and wakes nobody who watches the folder. */
const socketName = ".live"

/**
 * What every system takes: macOS has room for 104 bytes with the ending zero (unix(4)), Linux for 108
 * (unix(7)). Node 18 to 22 cut off what is longer, and then two jobs would share one socket.
 */
const longestPath = 103

/**
 * Where the channel of a job is: a Unix socket in the job's own folder, which is its user's alone and
 * goes with the job, or a named pipe. Null: there is no room for its path.
 */
export const channelPath = (
  layout: Layout,
  id: string,
  platform: string = process.platform
): string | null => {
  if (!isJobId(id)) return null
  if (platform === "win32") return `\\\\.\\pipe\\job-lifecycle-${id}`
  const file = inFolder(jobFolder(layout, id), socketName)
  return Buffer.byteLength(file) > longestPath ? null : file
}

/** Whether the channel is a file, which can be looked for and may be left behind. */
export const isFile = (platform: string = process.platform): boolean => platform !== "win32"
