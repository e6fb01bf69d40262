import type {
  Created,
  FactValue,
  JobId,
  LaterFact,
  Published,
  Settlement,
  Submitted
} from "@job-lifecycle/engine"
import { JobNotFound, JobStoreError, Standing, Won } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { confirmOutcome } from "./confirmOutcome.ts"
import { detailsLost } from "./detailsLost.ts"
import type { Codec } from "./factText.ts"
import { codec } from "./factText.ts"
import type { JobFiles } from "./JobFiles.ts"
import type { Reading } from "./readingOf.ts"
import { readingOf } from "./readingOf.ts"
import type { ReadRecord } from "./readRecord.ts"
import { isVoid } from "./voidSubmission.ts"

/** Makes a job known, or answers the submission that stands under its id. */
export const submitJob = (
  files: JobFiles,
  created: Created
): Effect.Effect<Submitted, JobStoreError> => {
  const { id } = created
  const text = codec("created", id).encode(created)
  if (files.submit(id, text)) return Effect.succeed(Won)
  const record = files.read(id, "created")
  if (record._tag === "Absent" || isVoid(record)) return Effect.succeed({ _tag: "Void" })
  const first = submissionIn(record, id)
  if (first._tag !== "Value") return damaged(files, id, "created")
  return Effect.succeed(answer(first.value, created, text, codec("created", id)))
}

/** Publishes a fact if it is the first of its name, or answers the one that stands. */
export const publishFact = <F extends LaterFact>(
  files: JobFiles,
  id: JobId,
  fact: F,
  value: FactValue<F>
): Effect.Effect<Published<FactValue<F>>, JobNotFound | JobStoreError> => {
  const text = codec(fact, id).encode(value)
  const notFound = () =>
    Effect.fail(new JobNotFound({ reference: id, searched: files.root.layout.root }))
  // A job that was submitted with its claim has been claimed, whatever `claimed.json` says.
  let first: Reading<FactValue<F>> = fact === "claim" ? submittedClaim(files, id) : Absent
  if (first._tag === "Absent") {
    const published = files.publish(id, fact, text)
    if (published === "NoJob") return notFound()
    if (published === "Won") {
      if (fact === "outcome") files.places.noteOutcome(id, (value as Settlement).nonce)
      return Effect.succeed(Won)
    }
    first = readStanding(files, id, fact)
  }
  if (first._tag === "Absent") return notFound()
  if (first._tag === "Unreadable") return damaged(files, id, fact)
  return Effect.succeed(answer(first.value, value, text, codec(fact, id)))
}

/** Reads one fact alone. */
export const standingFact = <F extends LaterFact>(
  files: JobFiles,
  id: JobId,
  fact: F
): Effect.Effect<FactValue<F> | null, JobStoreError> => {
  const submitted: Reading<FactValue<F>> = fact === "claim" ? submittedClaim(files, id) : Absent
  const first = submitted._tag === "Absent" ? readStanding(files, id, fact) : submitted
  // Another job's request asks nothing of this one. Every other that cannot be read is one.
  const asksAnother = first._tag === "Unreadable" && fact === "cancel"
  if (first._tag === "Unreadable" && !asksAnother) return damaged(files, id, fact)
  if (first._tag !== "Value") return Effect.succeed(null)
  if (fact === "outcome") confirmOutcome(files, id, (first.value as Settlement).nonce)
  return Effect.succeed(first.value)
}

const Absent = { _tag: "Absent" } as const

/** What stands under a name, unreadable records included that still say something. */
export const readStanding = <F extends LaterFact>(
  files: JobFiles,
  id: JobId,
  fact: F
): Reading<FactValue<F>> => {
  const record = files.read(id, fact)
  const reading = readingOf(record, codec(fact, id))
  const lost = reading._tag === "Unreadable" ? detailsLost(fact, record, id) : null
  return lost === null ? reading : { _tag: "Value", value: lost }
}

const submittedClaim = <F extends LaterFact>(files: JobFiles, id: JobId): Reading<FactValue<F>> => {
  const record = files.read(id, "created")
  if (isVoid(record)) return Absent
  const created = submissionIn(record, id)
  if (created._tag !== "Value") return created
  const { claim } = created.value
  return claim === null ? Absent : { _tag: "Value", value: claim as FactValue<F> }
}

/** Another job's submission in this place says nothing about this one. */
const submissionIn = (record: ReadRecord, id: string): Reading<Created> => {
  const reading = readingOf(record, codec("created", id))
  if (record._tag === "Absent" || reading._tag !== "Value" || reading.value.id === id)
    return reading
  return { _tag: "Unreadable", record }
}

/**
 * Tells a lost reply from a lost race: over a network the first try may have landed unheard, and
 * what stands is then our own, word for word. The same nonce with other words is an earlier fact of
 * the same writer, which stands like any other.
 */
const answer = <A>(first: A, value: A, text: string, { encode }: Codec<A>): Published<A> => {
  const nonce = (of: A) => (of as { readonly nonce?: string }).nonce
  const ours = nonce(value) !== undefined && nonce(first) === nonce(value)
  return ours && encode(first) === text ? Won : Standing(first)
}

const damaged = (files: JobFiles, id: string, fact: string): Effect.Effect<never, JobStoreError> =>
  Effect.fail(
    new JobStoreError({
      operation: `read the ${fact} of job ${id}`,
      reason: "Unreadable",
      location: files.root.layout.root,
      detail: "the record is there and cannot be read; it was left as it is"
    })
  )
