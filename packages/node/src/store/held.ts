import type { StoreFs } from "./StoreFs.ts"

/** The system that a store is on. */
export const platformOf = (fs: StoreFs): string => fs.machine?.platform ?? process.platform

/**
 * True for a refusal that passes by itself: on Windows a scanner, an indexer or a reader holds the
 * file for some milliseconds (F37). Elsewhere the same codes but one are final.
 */
export const isHeld = (fs: StoreFs, error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException
  return code === "EBUSY" || (platformOf(fs) === "win32" && (code === "EPERM" || code === "EACCES"))
}

/** How long an operation waits before it tries what was held again, milliseconds. */
export const pauses: ReadonlyArray<number> = [5, 10, 20, 40, 80]

/**
 * Tries what is held again without letting anything else run, for a process's last instant: 75 ms
 * in all, however many steps share them.
 */
export const retryHeld = (fs: StoreFs): (<A>(act: () => A) => A) => {
  const left = pauses.slice(0, 4)
  const insist = <A>(act: () => A): A => {
    try {
      return act()
    } catch (error) {
      const pause = isHeld(fs, error) ? left.shift() : undefined
      if (pause === undefined) throw error
      pauseFor(fs, pause)
    }
    return insist(act)
  }
  return insist
}

const pauseFor = (fs: StoreFs, millis: number): void => {
  if (fs.machine !== undefined) fs.machine.pause(millis)
  else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis)
}
