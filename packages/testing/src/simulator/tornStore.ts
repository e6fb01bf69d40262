import type { FactName, FactValue, JobId, LaterFact, Settlement } from "@job-lifecycle/engine"
import { JobDamaged, JobStore, JobStoreError, Standing } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"

/** Facts of each job that are there and that nobody can read any more. */
export type TornFacts = ReadonlyMap<JobId, ReadonlySet<FactName>>

/**
 * A store in which chosen facts are torn. An outcome that cannot be read says that the job is over, a
 * request to cancel that somebody asked; anything else is in doubt, and nobody may write it anew.
 */
export const tornStore = (real: JobStore["Service"], torn: TornFacts): JobStore["Service"] => {
  const isTorn = (id: JobId, fact: FactName) => torn.get(id)?.has(fact) === true
  const unreadable = (operation: string) =>
    new JobStoreError({
      operation,
      reason: "Unreadable",
      location: real.location,
      detail: "the life tore it"
    })
  const lostOr = <F extends LaterFact>(fact: F, operation: string) => {
    const lost = detailsLost[fact as keyof typeof detailsLost] as FactValue<F> | undefined
    return lost === undefined ? Effect.fail(unreadable(operation)) : Effect.succeed(lost)
  }
  return JobStore.of({
    ...real,
    facts: (id) =>
      Effect.flatMap(real.facts(id), (facts) => {
        const names = torn.get(id)
        if (names === undefined) return Effect.succeed(facts)
        if (names.has("created")) {
          const detail = "cannot be read"
          return new JobDamaged({ id, fact: "created", detail, searched: real.location })
        }
        const gone = <A>(name: FactName, value: A): A | null => (names.has(name) ? null : value)
        return Effect.succeed({
          ...facts,
          claim: gone("claim", facts.claim),
          work: gone("work", facts.work),
          result: gone("result", facts.result),
          workStopped: gone("workStopped", facts.workStopped),
          read: gone("read", facts.read),
          late: gone("late", facts.late),
          cancel: names.has("cancel") ? detailsLost.cancel : facts.cancel,
          settlement: names.has("outcome") ? detailsLost.outcome : facts.settlement,
          unreadable: [...facts.unreadable, ...names]
        })
      }),
    standing: (id, fact) =>
      Effect.suspend(() =>
        isTorn(id, fact) ? lostOr(fact, `read the ${fact} of job ${id}`) : real.standing(id, fact)
      ),
    publishOnce: (id, fact, value) =>
      Effect.suspend(() =>
        isTorn(id, fact)
          ? Effect.map(lostOr(fact, `record the ${fact} of job ${id}`), Standing)
          : real.publishOnce(id, fact, value)
      ),
    remove: (id, mayGo) =>
      Effect.suspend(() => (torn.has(id) ? Effect.succeed("Refused") : real.remove(id, mayGo)))
  })
}

const lostOutcome: Settlement = {
  outcome: { _tag: "Lost", reason: "the outcome record is unreadable", lastSeenAt: 0 },
  settledBy: "Reader",
  settledAt: 0,
  work: "Unknown",
  nonce: ""
}

const detailsLost = {
  outcome: lostOutcome,
  cancel: {
    by: "somebody",
    requestedAt: 0,
    reason: "the record of the request is unreadable",
    nonce: ""
  }
} as const
