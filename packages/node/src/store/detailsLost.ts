import type { CancelIntent, FactName, FactValue, Settlement } from "@job-lifecycle/engine"
import { otherJobIn } from "./jobOfRecord.ts"
import type { ReadRecord } from "./readRecord.ts"
import type { Present } from "./readingOf.ts"

/**
 * What a record still says that is there and cannot be read. An outcome: the job ended, details
 * lost. A request to cancel: somebody asked, details lost. Both hold like any other; of the rest
 * nothing can be said, nor of this job by what is another's.
 */
export const detailsLost = <F extends FactName>(
  fact: F,
  record: ReadRecord,
  id: string
): FactValue<F> | null => {
  if (record._tag === "Absent" || otherJobOf(record, id) !== null) return null
  if (fact === "outcome") return endedAs(record, id) as FactValue<F>
  return fact === "cancel" ? (askedAt(record.mtimeMillis) as FactValue<F>) : null
}

/** Which other job a record is of; null when it says none. */
export const otherJobOf = (record: ReadRecord, id: string): string | null =>
  record._tag === "Text" ? otherJobIn(record.text, id) : null

/**
 * An end that only a later version knows keeps its time, so that both list it at one place, and its work
 * is looked after as long as that says.
 */
const endedAs = (record: Present, id: string): Settlement => {
  const { settledAt, work } = fieldsOf(record)
  const at = Number.isSafeInteger(settledAt) ? (settledAt as number) : record.mtimeMillis
  const reason = isWhole(record, "outcome", id)
    ? "the outcome is of a newer version: update this program to see it"
    : "the outcome record is unreadable"
  return {
    outcome: { _tag: "Lost", reason, lastSeenAt: at },
    settledBy: "Reader",
    settledAt: at,
    work: work === "Stopped" || work === "Running" ? work : "Unknown",
    nonce: ""
  }
}

/**
 * Whether a record that is not understood is whole, as one of a newer version is: what a fault leaves is no
 * JSON, and neither says of which job it is, nor has the writer's nonce and a time.
 */
export const isWhole = (record: ReadRecord, fact: FactName, id: string): boolean => {
  if (record._tag === "Absent") return false
  const fields = fieldsOf(record)
  const time = fields[fact === "created" ? "createdAt" : "settledAt"]
  return fields["job"] === id || (typeof fields["nonce"] === "string" && Number.isSafeInteger(time))
}

const fieldsOf = (record: Present): Readonly<Record<string, unknown>> => {
  try {
    return Object(record._tag === "Text" ? JSON.parse(record.text) : null)
  } catch {
    return {}
  }
}

const askedAt = (requestedAt: number): CancelIntent => ({
  by: "somebody",
  requestedAt,
  reason: "the record of the request is unreadable",
  nonce: ""
})
