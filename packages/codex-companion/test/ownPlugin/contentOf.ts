import * as fs from "node:fs"
import * as path from "node:path"

/** Every file below a folder, with its content and its mode. */
export const contentOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [
        path.relative(folder, file),
        `${fs.statSync(file).mode} ${fs.readFileSync(file, "utf8")}`
      ])
  )
