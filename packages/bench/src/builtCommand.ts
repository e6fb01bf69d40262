import * as fs from "node:fs"
import * as path from "node:path"

const file = path.resolve(import.meta.dirname, "../../cli/dist/job.mjs")

/** Answers where the built command `job` is, and says what to do where it is not. */
export const builtCommand = (): string => {
  if (!fs.existsSync(file)) throw new Error("Build the command first: npx --yes pnpm@12 build")
  return file
}
