import type { CancelIntent, FactName, FactValue, Settlement } from "@job-lifecycle/engine"
import type { ReadRecord } from "./readRecord.ts"

/**
 * What a record still says that is there and cannot be read. An outcome: the job ended, details
 * lost. A request to cancel: somebody asked, details lost. Both hold like any other; of the rest
 * nothing can be said.
 */
export const detailsLost = <F extends FactName>(
  fact: F,
  record: ReadRecord
): FactValue<F> | null => {
  if (record._tag === "Absent") return null
  const { mtimeMillis } = record
  if (fact === "outcome") return endedAt(mtimeMillis) as FactValue<F>
  return fact === "cancel" ? (askedAt(mtimeMillis) as FactValue<F>) : null
}

const endedAt = (lastSeenAt: number): Settlement => ({
  outcome: { _tag: "Lost", reason: "the outcome record is unreadable", lastSeenAt },
  settledBy: "Reader",
  settledAt: lastSeenAt,
  work: "Unknown",
  nonce: ""
})

const askedAt = (requestedAt: number): CancelIntent => ({
  by: "somebody",
  requestedAt,
  reason: "the record of the request is unreadable",
  nonce: ""
})
