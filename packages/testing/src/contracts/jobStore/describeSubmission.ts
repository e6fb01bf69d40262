import { Standing, Won } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { sampleClaim, sampleCreated, sampleSettlement, sampleVoidClaim } from "../../samples.ts"
import type { JobStoreSuite } from "./JobStoreSuite.ts"
import { id, oneWinner, submitted } from "./JobStoreSuite.ts"

/** Proves I1 record-before-work as far as a store can: what is submitted is known, once. */
export const describeSubmission = ({ assert, describe, equal, it }: JobStoreSuite): void => {
  describe("submit", () => {
    it("a submitted job is known, active, and has no fact but its submission", (store) =>
      Effect.gen(function* () {
        equal(yield* store.submit(sampleCreated(1)), Won)
        equal(yield* store.active, [id])
        equal(yield* store.facts(id), {
          id,
          created: sampleCreated(1),
          claim: null,
          work: null,
          progress: null,
          cancel: null,
          result: null,
          settlement: null,
          workStopped: null,
          read: null,
          late: null,
          hookStarted: null,
          hookEnded: null,
          lastLogAt: null,
          unreadable: []
        })
      }))

    it("a second submission under the same id is answered with the first", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const rival = sampleCreated(1, { nonce: "rival", createdAt: 5 })
        equal(yield* store.submit(rival), Standing(sampleCreated(1)))
        equal((yield* store.facts(id)).created, sampleCreated(1))
      }))

    it("a submission that is repeated word for word, its reply lost, has won", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        equal(yield* store.submit(sampleCreated(1)), Won)
      }))

    it("a settled job does not become active again by a second submission", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.publishOnce(id, "outcome", sampleSettlement())
        yield* store.index(id, { settledAt: 1, active: false })
        yield* store.submit(sampleCreated(1, { nonce: "rival" }))
        equal(yield* store.active, [])
      }))

    it("of eight rival submissions exactly one wins, and all others are told which", (store) =>
      Effect.gen(function* () {
        const answers = yield* Effect.forEach(
          Array.from({ length: 8 }, (_, n) => n),
          (n) => store.submit(sampleCreated(1, { nonce: `rival-${n}` })),
          { concurrency: "unbounded" }
        )
        oneWinner(assert, answers, (yield* store.facts(id)).created)
      }))

    it("a job that is submitted with its claim is claimed, and no other claim gets in", (store) =>
      Effect.gen(function* () {
        const claim = sampleClaim(1)
        yield* store.submit(sampleCreated(1, { claim }))
        equal((yield* store.facts(id)).claim, claim)
        equal(yield* store.standing(id, "claim"), claim)
        equal(yield* store.publishOnce(id, "claim", sampleVoidClaim()), Standing(claim))
        equal(yield* store.publishOnce(id, "claim", sampleClaim(2)), Standing(claim))
        equal((yield* store.facts(id)).claim, claim)
      }))
  })
}
