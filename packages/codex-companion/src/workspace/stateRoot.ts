import { makeFolders, realFs } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"

/** The folder of states that this process's environment names; null where it names none. */
export const namedRoot = (): string | null => {
  const data = process.env["CLAUDE_PLUGIN_DATA"]
  return data ? path.join(data, "state") : null
}

/** Where states are kept when nothing is named: every process of the user finds it. */
export const commonRoot = (): string => path.join(os.tmpdir(), "codex-companion")

/**
 * Decides where the state of a workspace is kept: where it was noted to be, else where the environment says.
 * That one variable is set for the plugin's hooks, set for some of its commands, and set to another
 * plugin's folder for others, so it alone would give one workspace several places (F20, F21).
 *
 * A workspace that has its state in the common folder, from a time without the variable, stays there until
 * something is kept in the named one.
 *
 * @param name of the workspace's folder, which is the same in every root
 */
export const stateRoot = (name: string): string => {
  const named = namedRoot()
  const noted = notedRoot(name)
  if (noted !== null) return noted
  if (named === null) return commonRoot()
  return !isKept(named, name) && isKept(commonRoot(), name) ? commonRoot() : named
}

/** The other roots in which this workspace has a state too. */
export const otherRoots = (name: string): ReadonlyArray<string> => {
  const own = stateRoot(name)
  const roots = new Set([namedRoot() ?? commonRoot(), commonRoot()])
  return [...roots].filter((root) => root !== own && isKept(root, name))
}

/** Whether the state of a workspace is kept where the environment says, and only the environment says so. */
export const isNoteDue = (name: string): boolean => {
  const named = namedRoot()
  return named !== null && isKept(named, name) && notedRoot(name) === null
}

/**
 * Notes where the state of a workspace is, for processes whose environment says something else.
 *
 * @param sure whether the environment is the plugin's own, as in its hooks: then it replaces an older note
 */
export const noteRoot = (name: string, { sure }: { readonly sure: boolean }): void => {
  const named = namedRoot()
  if (named === null) return
  const noted = notedRoot(name)
  if (noted === named || (noted !== null && !sure)) return
  // What was begun in the common folder goes on there, until a hook decides.
  if (!sure && stateRoot(name) !== named) return
  const file = noteOf(name)
  try {
    // A note counts only when it names a folder that is there.
    for (const folder of [path.dirname(named), path.dirname(file)]) {
      makeFolders(realFs, folder)
    }
    const prepared = `${file}.${process.pid}`
    fs.writeFileSync(prepared, named, { mode: 0o600 })
    fs.renameSync(prepared, file)
  } catch {
    // Then the environment goes on saying it.
  }
}

/** Anybody may write into the common folder: only a note of this user counts, to a folder of this user. */
const notedRoot = (name: string): string | null => {
  try {
    const file = noteOf(name)
    const root = isOwn(fs.lstatSync(file)) ? fs.readFileSync(file, "utf8") : ""
    return path.isAbsolute(root) && isOwn(fs.statSync(path.dirname(root))) ? root : null
  } catch {
    return null
  }
}

const isOwn = ({ uid }: fs.Stats): boolean => uid === (process.getuid?.() ?? uid)

const noteOf = (name: string): string =>
  path.join(commonRoot(), name, "job-lifecycle", "host", "root")

const isKept = (root: string, name: string): boolean =>
  fs.existsSync(path.join(root, name, "state.json"))
