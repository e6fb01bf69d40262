import type * as Schema from "effect/Schema"
import type { LaterFact, Published } from "../contracts/JobStore.ts"
import { Standing, Won } from "../contracts/JobStore.ts"
import type { Claim, Created, FactName, FactValue, JobFacts, Progress } from "../model/facts.ts"
import { Fact } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import { throughJson } from "./throughJson.ts"

/** One job as the backing keeps it. */
export interface MemoryJob {
  readonly facts: Map<FactName, unknown>
  progress: Progress | null
  /** When each claim was last renewed. */
  readonly leases: Map<string, bigint>
  /** The first doubt since the last renewal. */
  doubt: { readonly about: string; readonly at: bigint } | null
  armed: unknown
  log: Uint8Array
  lastLogAt: number | null
}

/** A job of which nothing but its submission is on record. */
export const memoryJob = (created: Created): MemoryJob => ({
  facts: new Map<FactName, unknown>([["created", created]]),
  progress: null,
  leases: new Map(),
  doubt: null,
  armed: null,
  log: new Uint8Array(),
  lastLogAt: null
})

/** A fact as it comes back from a record. */
export const record = <F extends FactName>(fact: F, value: FactValue<F>): FactValue<F> =>
  throughJson(Fact[fact] as unknown as Schema.Codec<FactValue<F>, unknown>, value)

/** Ours, word for word, is a repeated publication whose reply was lost; anything else stands. */
export const answer = <A>(first: A, value: A): Published<A> => {
  const { nonce } = value as { readonly nonce?: string }
  const same = nonce !== undefined && JSON.stringify(first) === JSON.stringify(value)
  return same ? Won : Standing(first)
}

/** What stands under that name; null where nothing does. The submission may hold the claim itself. */
export const standing = <F extends LaterFact>(job: MemoryJob, fact: F): FactValue<F> | null => {
  const value =
    fact === "claim" ? (createdOf(job).claim ?? job.facts.get(fact)) : job.facts.get(fact)
  return (value ?? null) as FactValue<F> | null
}

/** Its submission. */
export const createdOf = (job: MemoryJob): FactValue<"created"> =>
  job.facts.get("created") as FactValue<"created">

/** Everything that is on record about a job. */
export const factsOf = (id: JobId, job: MemoryJob): JobFacts => {
  const fact = <F extends FactName>(name: F) => (job.facts.get(name) ?? null) as FactValue<F> | null
  const created = createdOf(job)
  return {
    id,
    created,
    claim: created.claim ?? (fact("claim") as Claim | null),
    work: fact("work"),
    progress: job.progress,
    cancel: fact("cancel"),
    result: fact("result"),
    settlement: fact("outcome"),
    workStopped: fact("workStopped"),
    read: fact("read"),
    late: fact("late"),
    hookStarted: fact("hookStarted"),
    hookEnded: fact("hookEnded"),
    lastLogAt: job.lastLogAt,
    unreadable: []
  }
}
