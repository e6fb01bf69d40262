import { spawnSync } from "node:child_process";

/** Jobs belong to a git work tree, or to the folder where there is none. */
export function resolveWorkspaceRoot(cwd) {
  const git = spawnSync("git", ["-C", cwd, "rev-parse", "--show-toplevel"], { encoding: "utf8" });
  return git.status === 0 ? git.stdout.trim() : cwd;
}
