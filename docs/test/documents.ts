import * as fs from "node:fs"
import * as path from "node:path"

export const workspace = path.join(import.meta.dirname, "..", "..")

/** One of the project's documents. `name` is its path from the workspace's root. */
export interface Document {
  readonly name: string
  readonly text: string
}

/** Everything that people read: the documents at the root, all of `docs`, and what a package says of itself. */
export const documents = (): ReadonlyArray<Document> => {
  const names = fs
    .globSync(["*.md", "docs/**/*.md", "packages/*/README.md"], { cwd: workspace })
    .filter((name) => !name.split(path.sep).some((part) => ignored.has(part)))
  return names.toSorted().map((name) => ({
    name,
    text: fs.readFileSync(path.join(workspace, name), "utf8")
  }))
}

const ignored = new Set(["node_modules", "dist"])
