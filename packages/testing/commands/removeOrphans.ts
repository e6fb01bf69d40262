import * as fs from "node:fs"
import * as path from "node:path"

/**
 * Removes from a package's `dist` what neither a source nor a bundle stands behind. Answers the names
 * of what is gone. What begins with a dot is no output: the compiler's notes, and what Node keeps for the
 * command, which may be running.
 */
export const removeOrphans = (
  folder: string,
  bundles: ReadonlySet<string>
): ReadonlyArray<string> => {
  const dist = path.join(folder, "dist")
  if (!fs.existsSync(dist)) return []
  const entries = fs.readdirSync(dist, { recursive: true, withFileTypes: true }).map((entry) => ({
    isFolder: entry.isDirectory(),
    name: path.relative(dist, path.join(entry.parentPath, entry.name))
  }))
  const stands = (name: string): boolean => {
    if (name.startsWith(".") || bundles.has(name)) return true
    const source = sourceOf(name)
    return source !== null && fs.existsSync(path.join(folder, "src", source))
  }
  const orphans = entries.filter(({ isFolder, name }) => !isFolder && !stands(name))
  for (const { name } of orphans) fs.rmSync(path.join(dist, name))
  const folders = entries
    .filter(({ isFolder, name }) => isFolder && !name.startsWith("."))
    .map(({ name }) => path.join(dist, name))
  // The deepest first, so that a folder of empty folders goes too.
  for (const each of folders.toSorted((a, b) => b.length - a.length)) {
    if (fs.readdirSync(each).length === 0) fs.rmdirSync(each)
  }
  return orphans.map(({ name }) => name)
}

/** The source of a file that the compiler made; null for any other file. */
const sourceOf = (output: string): string | null => {
  const [, stem] = /^(.*?)(?:\.d\.ts|\.js)(?:\.map)?$/.exec(output) ?? []
  return stem === undefined ? null : `${stem}.ts`
}
