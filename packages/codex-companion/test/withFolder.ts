import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"

/** Runs `body` with a folder of its own, and removes that folder. */
export const withFolder = async <A>(body: (folder: string) => Promise<A> | A): Promise<A> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "companion-test-"))
  try {
    return await body(folder)
  } finally {
    // Somebody who was told to end may be in the middle of a call.
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
}
