import type { Layout } from "../store/layout.ts"
import { inFolder, isJobId, jobFolder } from "../store/layout.ts"

/** The leading dot keeps it out of every listing of facts and wakes nobody who watches the folder. */
const socketName = ".live"

/**
 * Where the channel of a job is: a Unix socket in the job's own folder, which is its user's alone and
 * goes with the job, or a named pipe. Null: that is no id.
 */
export const channelPath = (
  layout: Layout,
  id: string,
  platform: string = process.platform
): string | null => {
  if (!isJobId(id)) return null
  if (platform === "win32") return `\\\\.\\pipe\\job-lifecycle-${id}`
  return inFolder(jobFolder(layout, id), socketName)
}

/** Whether the channel is a file, which can be looked for and may be left behind. */
export const isFile = (platform: string = process.platform): boolean => platform !== "win32"
