import * as fs from "node:fs"
import * as path from "node:path"
import { isFile } from "./channelPath.ts"

/**
 * What every system takes: macOS has room for 104 bytes with the ending zero (unix(4)), Linux for 108
 * (unix(7)). Node 18 to 22 cut off what is longer, and then two jobs would share one socket.
 */
const longestPath = 103

/** A path that leads to a socket and fits, until it is released. */
export interface SocketAddress {
  readonly path: string
  readonly release: () => void
}

/**
 * A path to this socket that there is room for. On Linux, where the socket's own is too long, it leads
 * through the open folder (proc_pid_fd(5)), which is a descriptor until it is released. Null: there
 * is none.
 */
export const socketAddress = (
  file: string,
  platform: string = process.platform
): SocketAddress | null => {
  if (fits(file, platform)) return { path: file, release: () => {} }
  return hasRoom(file, platform) ? throughFolder(file) : null
}

/** Whether there can be a path to this socket, wherever its folder is. */
export const hasRoom = (file: string, platform: string = process.platform): boolean =>
  fits(file, platform) || platform === "linux"

const fits = (file: string, platform: string): boolean =>
  !isFile(platform) || Buffer.byteLength(file) <= longestPath

const throughFolder = (file: string): SocketAddress | null => {
  try {
    const { O_DIRECTORY, O_RDONLY } = fs.constants
    const folder = fs.openSync(path.dirname(file), O_RDONLY | O_DIRECTORY)
    return {
      path: `/proc/self/fd/${folder}/${path.basename(file)}`,
      release: () => fs.closeSync(folder)
    }
  } catch {
    return null
  }
}
