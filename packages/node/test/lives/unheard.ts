import type { FileFaultPlan, Operation } from "@job-lifecycle/testing"

/** That no reply comes, so that the request is made again. */
const likelihood = 0.01

/** What the second request meets: what the first one did. */
const codes: ReadonlyMap<Operation["name"], "EEXIST" | "ENOENT"> = new Map([
  ["linkSync", "EEXIST"],
  ["mkdirSync", "EEXIST"],
  ["renameSync", "ENOENT"],
  ["unlinkSync", "ENOENT"],
  ["rmdirSync", "ENOENT"]
])

/** A folder over a network: what changes names takes effect, and is said to have failed. */
export const unheard =
  (random: () => number): FileFaultPlan =>
  ({ name }) => {
    const code = codes.get(name)
    if (code === undefined || random() >= likelihood) return null
    return { _tag: "Fails", code, landed: "All" }
  }
