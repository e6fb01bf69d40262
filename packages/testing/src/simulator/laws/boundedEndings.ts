import type { Settlement } from "@job-lifecycle/engine"
import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/** Who asks for whatever comes waits for ever. */
const endless: ReadonlySet<string> = new Set(["settled", "followAll"])

/** What is answered when a job is over. */
const untilOver: ReadonlySet<string> = new Set(["run", "own", "wait", "follow", "followLog"])

/** Long after the last fault nobody waits for an answer but who waits for a job that is open. */
export const boundedEndings: Law = {
  name: "I11 bounded-endings",
  begin: () => ({
    see: (entry) =>
      entry._tag === "Answers" && entry.error?.startsWith("Defect") === true
        ? `${entry.call} of ${entry.by.name} broke: ${entry.error}`
        : null,
    end: (world) => {
      const isOpen = [...world.records.jobs.values()].some(({ facts }) => {
        const settlement = facts.get("outcome") as Settlement | undefined
        // An owner that was given up as lost goes on with its work.
        return settlement === undefined || settlement.outcome._tag === "Lost"
      })
      for (const { diedAt, name, open } of world.hosts) {
        if (diedAt !== null) continue
        const late = [...open.values()].find(
          ({ call }) => !endless.has(call) && !(isOpen && untilOver.has(call))
        )
        if (late !== undefined) return `${late.call} of ${name} has no answer`
      }
      return fine()
    }
  })
}
