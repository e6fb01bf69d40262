import type { Job, Settlement } from "@job-lifecycle/engine"
import type { SimulatedHost } from "../SimulatedHost.ts"
import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/**
 * After the outcome no result is recorded as the job's; before it none is kept as late; and nobody is
 * told of a result by which the job did not end. An owner that is given up as lost may just be about
 * to record its own: that one is kept where it is, and told as late. So is one that a reader got of
 * the host while another settled the job.
 */
export const lateIsKeptApart: Law = {
  name: "I10 late-is-kept-apart",
  begin: () => {
    /** The step at which each job was over, but for those that were lost. */
    const over = new Map<string, number>()
    const ended = new Set<string>()
    const owners = new Map<string, SimulatedHost>()
    return {
      see: (entry, world) => {
        if (entry._tag === "Answers") {
          const wrong = entry.jobs.find(showsLostResult)
          return wrong === undefined
            ? null
            : `${wrong.id} is told to have a result, and did not complete`
        }
        if (entry._tag === "PowerTakes" && entry.fact === "outcome" && entry.how === "gone") {
          over.delete(entry.id)
          ended.delete(entry.id)
        }
        if (entry._tag !== "Writes" || !entry.won) return null
        if (entry.fact === "claim") owners.set(entry.id, entry.by)
        if (entry.fact === "outcome" && (entry.value as Settlement).outcome._tag !== "Lost") {
          over.set(entry.id, entry.step)
        }
        const since = over.get(entry.id)
        if (entry.fact === "result" && since !== undefined) {
          const looked = [...entry.by.open.values()].some((one) => one.asked <= since)
          const isKept = world.runners.get(entry.id)?.plan.recover === "result"
          return looked && isKept && owners.get(entry.id) !== entry.by
            ? null
            : `the result of ${entry.id} was recorded after its outcome`
        }
        if (entry.fact === "outcome") ended.add(entry.id)
        return entry.fact === "late" && !ended.has(entry.id)
          ? `a late result of ${entry.id} was kept before its outcome`
          : null
      },
      end: fine
    }
  }
}

const showsLostResult = ({ result, state }: Job): boolean =>
  result !== null && state._tag === "Settled" && state.settlement.outcome._tag !== "Completed"
