import * as fs from "node:fs"
import type { Finding } from "./Finding.ts"
import { ok, problem, warning, wordsOf } from "./Finding.ts"

const mebibyte = 1024 * 1024
const littleRoom = 100 * mebibyte
const noRoom = mebibyte

/** A job is a dozen files. */
const fewFiles = 1_000

/** Looks at the room that is left where jobs are kept. */
export const examineSpace = (folder: string): Finding => {
  try {
    const { bavail, bsize, ffree, files } = fs.statfsSync(folder)
    const bytes = bavail * bsize
    const left = `${Math.floor(bytes / mebibyte)} MiB are left`
    // Some file systems count no files.
    if (files > 0 && ffree < fewFiles) {
      return warning("space", `room for ${ffree} more files is left`, freeSome)
    }
    if (bytes < noRoom) return problem("space", left, freeSome)
    return bytes < littleRoom ? warning("space", left, freeSome) : ok("space", left)
  } catch (error) {
    return warning("space", `the room that is left cannot be told: ${wordsOf(error)}`, freeSome)
  }
}

const freeSome = "free some: job prune --keep 100 removes old jobs"
