import type { Writable } from "node:stream"
import { isFile } from "./channelPath.ts"
import { nudgeByte } from "./nudgeOwner.ts"

/**
 * A pipe of Windows never takes anything in the instant that it is written (`uv_try_write` of libuv): it
 * waits for a turn of the event loop, whoever reads. So only many that wait say that nobody takes them.
 */
const mostWaitingInPipe = 256

/**
 * Nudges one watcher. One that has not taken hundreds of nudges is let go, and connects again once
 * it runs: what waits to be written would keep this process alive.
 */
export const takesNudge = (
  watcher: Pick<Writable, "write" | "destroy" | "destroyed" | "writableLength">,
  platform: string = process.platform
): boolean => {
  watcher.write(nudgeByte)
  if (watcher.writableLength > (isFile(platform) ? 0 : mostWaitingInPipe)) watcher.destroy()
  return !watcher.destroyed
}
