import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as path from "node:path"
import { plainGitRoot } from "./plainGitRoot.ts"
import { stateRoot } from "./stateRoot.ts"

// Asked of git once per folder: the answer cannot change while a command runs, and each question is a
// process.
const roots = new Map<string, string>()

/** The workspace of a folder, as the host names it: its git work tree, else the folder itself. */
export const resolveWorkspaceRoot = (cwd: string): string => {
  const known = roots.get(cwd)
  if (known !== undefined) return known
  const found = plainGitRoot(cwd) ?? askGit(cwd)
  roots.set(cwd, found)
  // A root is its own workspace: the host asks for it again and again.
  roots.set(found, found)
  return found
}

const askGit = (cwd: string): string => {
  const asked = spawnSync("git", ["rev-parse", "--show-toplevel"], {
    cwd,
    encoding: "utf8",
    windowsHide: true
  })
  return asked.error === undefined && asked.status === 0 ? asked.stdout.trim() : cwd
}

/** Names another folder for what is done about one job, while that is done. */
let elsewhere: () => string | undefined = () => undefined
export const useStateDir = (folder: () => string | undefined): void => {
  elsewhere = folder
}

/**
 * Where the state of a workspace is kept: one place, whatever this process's environment says of it (see
 * `stateRoot`), and whatever link the workspace was reached by.
 */
export const resolveStateDir = (cwd: string): string => elsewhere() ?? ownStateDir(cwd)

export const ownStateDir = (cwd: string): string => {
  const root = resolveWorkspaceRoot(cwd)
  const { hash, name } = workspaceName(cwd)
  const parent = stateRoot(name)
  const exact = path.join(parent, name)
  if (fs.existsSync(exact)) return exact
  return path.join(parent, keptAs(parent, hash) ?? `${slugOf(root)}-${hash}`)
}

/** The name of a workspace's state folder, by whatever link the workspace was reached. */
export const workspaceName = (cwd: string) => {
  const real = canonical(resolveWorkspaceRoot(cwd))
  const hash = createHash("sha256").update(real).digest("hex").slice(0, 16)
  return { hash, name: `${slugOf(real)}-${hash}` }
}

/** The same folder has another name when it was first reached by a link. */
const keptAs = (parent: string, hash: string): string | null => {
  try {
    return fs.readdirSync(parent).find((each) => each.endsWith(`-${hash}`)) ?? null
  } catch {
    return null
  }
}

const slugOf = (root: string): string => {
  const name = path.basename(root) || "workspace"
  return name.replace(/[^a-zA-Z0-9._-]+/g, "-").replace(/^-+|-+$/g, "") || "workspace"
}

const canonical = (folder: string): string => {
  try {
    return fs.realpathSync.native(folder)
  } catch {
    return folder
  }
}
