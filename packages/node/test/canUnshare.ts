import { spawnSync } from "node:child_process"

/** How to run a command in a pid namespace of its own, and whether this system lets us. */
export const ownNamespace = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]

export const canUnshare =
  spawnSync(ownNamespace[0]!, [...ownNamespace.slice(1), "true"], { stdio: "ignore" }).status === 0
