import type { LaterFact } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { sampleClaim, sampleCreated } from "../../samples.ts"
import { amongFacts, eachFact, publish } from "./eachFact.ts"
import type { JobStoreSuite, Store } from "./JobStoreSuite.ts"
import { atOnce, id, oneWinner, submitted } from "./JobStoreSuite.ts"

/** Proves that of those who publish at once one wins, and that all others are told which. */
export const describeRivals = ({ assert, between, describe, equal, it }: JobStoreSuite): void => {
  /** Half of the rivals come by one handle, half by the other. */
  const publications = (one: Store, other: Store, fact: LaterFact, value: (n: number) => unknown) =>
    Effect.gen(function* () {
      const answers = yield* atOnce(8, (n) =>
        publish(n % 2 === 0 ? one : other, id, fact, value(n))
      )
      const standing = yield* one.standing(id, fact)
      oneWinner(assert, answers, standing as never)
      equal(standing, value(answers.findIndex(({ _tag }) => _tag === "Won")))
      for (const store of [one, other]) {
        equal((yield* store.facts(id))[amongFacts(fact)], standing)
      }
    })

  const submissions = (one: Store, other: Store) =>
    Effect.gen(function* () {
      const answers = yield* atOnce(8, (n) =>
        (n % 2 === 0 ? one : other).submit(
          sampleCreated(1, { nonce: `rival-${n}`, claim: sampleClaim(n) })
        )
      )
      const { claim, created } = yield* one.facts(id)
      oneWinner(assert, answers, created)
      equal(claim, created.claim)
      equal((yield* other.facts(id)).created, created)
    })

  describe("rivals", () => {
    // Those for the outcome are in describePublication.ts.
    for (const [fact, value] of eachFact.filter(([fact]) => fact !== "outcome")) {
      it(`of eight rivals for the ${fact} exactly one wins, and the others are told which`, (store) =>
        Effect.andThen(submitted(store, 1), publications(store, store, fact, value)))
    }

    it("of eight submissions with a claim exactly one wins, and its claim stands", (store) =>
      submissions(store, store))

    between("of eight rivals for each fact through two handles exactly one wins", (one, other) =>
      Effect.gen(function* () {
        yield* submitted(one, 1)
        for (const [fact, value] of eachFact) yield* publications(one, other, fact, value)
      })
    )

    between("of eight submissions with a claim through two handles exactly one wins", submissions)
  })
}
