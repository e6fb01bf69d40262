import type { Job, Listing } from "@job-lifecycle/engine"
import { say } from "../say.ts"

/** Nothing that was read may be torn; every outcome that was read stands from then on. */
export const checkRead = ({ jobs, damaged }: Listing): void => {
  for (const error of damaged) say({ broken: error.message })
  for (const job of jobs) {
    if (job.unreadable.length > 0) say({ broken: `${job.id}: ${job.unreadable.join(", ")} torn` })
    tellSettled(job)
  }
}

const told = new Map<string, string>()

/** Tells an outcome once, and a second one of the same job as what must never be. */
export const tellSettled = (job: Job): void => {
  if (job.state._tag !== "Settled") return
  const { settlement } = job.state
  const before = told.get(job.id)
  if (!job.saved) return say({ broken: `${job.id} was settled and not saved` })
  if (before === undefined) {
    told.set(job.id, settlement.nonce)
    return say({ settled: job.id, settlement })
  }
  if (before !== settlement.nonce) {
    say({ broken: `${job.id} has another outcome now: ${JSON.stringify(settlement)}` })
  }
}
