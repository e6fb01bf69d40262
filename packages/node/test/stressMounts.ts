import { execFileSync, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"

/** Mounts something for the time of `body`; answers null where this system does not let us. */
const withMount = async <A>(
  folder: string,
  mounts: ReadonlyArray<ReadonlyArray<string>>,
  body: () => Promise<A>
): Promise<A | null> => {
  if (spawnSync("mount", mounts[0]!, { stdio: "ignore" }).status !== 0) return null
  try {
    for (const more of mounts.slice(1)) execFileSync("mount", more)
    return await body()
  } finally {
    // Lazily: a watcher that is being closed may still hold it.
    execFileSync("umount", ["-l", folder])
  }
}

/** A file system of 64 KB, which is sixteen blocks. */
export const withSmallDisk = <A>(folder: string, body: () => Promise<A>) =>
  withMount(folder, [["-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs", folder]], body)

/** The same folder a second time, where nobody may write. */
export const withReadOnly = <A>(folder: string, at: string, body: () => Promise<A>) =>
  withMount(
    at,
    [
      ["--bind", folder, at],
      ["-o", "remount,ro,bind", at]
    ],
    body
  )

/** Fills a disk to its last byte; answers how to make room again. */
export const fillUp = (folder: string): (() => void) => {
  const file = path.join(folder, "filler")
  const fd = fs.openSync(file, "a")
  for (let size = 65_536; size >= 1; size = Math.floor(size / 2)) {
    try {
      while (fs.writeSync(fd, Buffer.alloc(size)) > 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error
    }
  }
  fs.closeSync(fd)
  return () => fs.rmSync(file, { force: true })
}

export const noMounts = "this system does not let a test mount anything"
