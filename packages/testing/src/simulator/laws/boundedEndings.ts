import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/** Some ask for whatever comes, and an owner may go on with its work. */
const mayGoOn: ReadonlySet<string> = new Set(["run", "own", "settled", "followAll"])

/** Long after the last fault nobody waits for an answer but who waits for a job that is open. */
export const boundedEndings: Law = {
  name: "I11 bounded-endings",
  begin: () => ({
    see: (entry) =>
      entry._tag === "Answers" && entry.error?.startsWith("Defect") === true
        ? `${entry.call} of ${entry.by.name} broke: ${entry.error}`
        : null,
    end: (world) => {
      const isOpen = [...world.backing.jobs.values()].some((job) => !job.facts.has("outcome"))
      if (isOpen) return fine()
      for (const { diedAt, name, open } of world.hosts) {
        if (diedAt !== null) continue
        const call = [...open.values()].find((one) => !mayGoOn.has(one))
        if (call !== undefined) return `${call} of ${name} has no answer, and every job is over`
      }
      return fine()
    }
  })
}
