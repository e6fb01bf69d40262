import type { FileFaultPlan, Operation } from "@job-lifecycle/testing"

/** That a scanner or an indexer takes hold of a file when somebody opens, names or removes it. */
const likelihood = 0.004

/** How often it is in the way then: more often than an operation of the store tries in its time. */
const mostTimes = 8

const opens: ReadonlySet<Operation["name"]> = new Set([
  "openSync",
  "linkSync",
  "renameSync",
  "unlinkSync"
])
/** Node says no word of what is in their way. */
const unhindered: ReadonlySet<Operation["name"]> = new Set(["closeSync", "existsSync"])

const codes = ["EPERM", "EACCES", "EBUSY"] as const

/** What Windows refuses while somebody else has a file: of each file for some operations, and then no more. */
export const heldForAWhile = (random: () => number): FileFaultPlan => {
  const left = new Map<string, number>()
  return ({ file, name }) => {
    const times = left.get(file) ?? 0
    if (times > 0 && !unhindered.has(name)) {
      left.set(file, times - 1)
      const code = codes[Math.floor(random() * codes.length)]!
      return { _tag: "Fails", code, landed: "Nothing" }
    }
    if (opens.has(name) && random() < likelihood) {
      left.set(file, 1 + Math.floor(random() * mostTimes))
    }
    return null
  }
}
