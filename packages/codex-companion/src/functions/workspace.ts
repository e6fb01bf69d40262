import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { plainGitRoot } from "./plainGitRoot.ts"

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

/**
 * Where the host keeps the state of a workspace: below the plugin's data folder if it has one, else
 * below the folder for temporary files.
 */
export const resolveStateDir = (cwd: string): string => {
  const root = resolveWorkspaceRoot(cwd)
  const name = path.basename(root) || "workspace"
  const slug = name.replace(/[^a-zA-Z0-9._-]+/g, "-").replace(/^-+|-+$/g, "") || "workspace"
  const hash = createHash("sha256").update(canonical(root)).digest("hex").slice(0, 16)
  const data = process.env["CLAUDE_PLUGIN_DATA"]
  const parent = data ? path.join(data, "state") : path.join(os.tmpdir(), "codex-companion")
  return path.join(parent, `${slug}-${hash}`)
}

const canonical = (folder: string): string => {
  try {
    return fs.realpathSync.native(folder)
  } catch {
    return folder
  }
}
