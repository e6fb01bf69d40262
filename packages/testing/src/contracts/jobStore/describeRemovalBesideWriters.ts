import type { JobFacts, LaterFact } from "@job-lifecycle/engine"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { sampleId } from "../../samples.ts"
import { amongFacts, eachFact, publish } from "./eachFact.ts"
import type { JobStoreSuite, Store } from "./JobStoreSuite.ts"
import { failure, submitted } from "./JobStoreSuite.ts"

/**
 * Proves I8 nothing-lost of a removal: what was acknowledged before it has been judged, and what
 * comes after it finds no job.
 */
export const describeRemovalBesideWriters = (suite: JobStoreSuite): void => {
  const { between, describe, equal, it } = suite

  /** A writer begins as many turns after the removal, or after the first judgement of it. */
  const begins = [0, 1, 2, 3, 4, 5].flatMap((turns) => [
    { after: "begin", turns },
    { after: "judgement", turns }
  ])

  const race = (remover: Store, writer: Store, fact: LaterFact, value: unknown) =>
    Effect.forEach(
      begins,
      ({ after, turns }, n) =>
        Effect.gen(function* () {
          const id = sampleId(n)
          yield* submitted(remover, n)
          const judged = yield* Deferred.make<void>()
          const mayGo = (facts: JobFacts) => {
            Deferred.doneUnsafe(judged, Effect.void)
            return facts[amongFacts(fact)] === null
          }
          const remove = Effect.ensuring(
            remover.remove(id, mayGo),
            Deferred.succeed(judged, undefined)
          )
          const write = Effect.gen(function* () {
            if (after === "judgement") yield* Deferred.await(judged)
            // One turn at least: nobody else writes inside of a judgement.
            for (let turn = 0; turn <= turns; turn++) yield* Effect.yieldNow
            return yield* Effect.result(publish(writer, id, fact, value))
          })
          // The writer first, for it to wait before there is anything to wait for.
          const [written, removal] = yield* Effect.all([write, remove], {
            concurrency: "unbounded"
          })
          if (written._tag === "Success") {
            equal(written.success, { _tag: "Won" })
            equal(removal, "Refused")
            for (const store of [remover, writer]) {
              equal(yield* store.standing(id, fact), value)
              equal((yield* store.facts(id))[amongFacts(fact)], value)
            }
          } else {
            equal(written.failure._tag, "JobNotFound")
          }
          if (removal === "Removed") {
            for (const store of [remover, writer]) {
              equal(yield* failure(store.facts(id)), "JobNotFound")
              equal(yield* store.standing(id, fact), null)
            }
          }
        }),
      { discard: true }
    )

  describe("remove, beside a writer", () => {
    for (const [fact, value] of eachFact) {
      it(`${fact}: what was acknowledged is judged before its job goes, and what comes later finds no job`, (store) =>
        race(store, store, fact, value(1)))
    }

    between(
      "what another handle was told to be recorded is judged before its job goes",
      (one, other) =>
        Effect.forEach(eachFact, ([fact, value]) => race(one, other, fact, value(1)), {
          discard: true
        })
    )
  })
}
