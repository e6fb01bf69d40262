import * as Effect from "effect/Effect"
import {
  sampleCancel,
  sampleId,
  sampleProgress,
  sampleResult,
  sampleSettlement
} from "../../samples.ts"
import { amongFacts, eachFact, publish } from "./eachFact.ts"
import type { JobStoreSuite } from "./JobStoreSuite.ts"
import { bytes, failure, id, submitted } from "./JobStoreSuite.ts"
import { watching } from "./watching.ts"

/** Proves that what one process records is what every other one reads, whatever it read before. */
export const describeHandles = ({ between, describe, equal }: JobStoreSuite): void => {
  describe("two handles on one place", () => {
    between("a fact that one records is read by the other, which had read none", (one, other) =>
      Effect.gen(function* () {
        equal(yield* failure(other.facts(id)), "JobNotFound")
        yield* submitted(one, 1)
        for (const [fact, value] of eachFact) {
          equal(yield* other.standing(id, fact), null)
          equal((yield* other.facts(id))[amongFacts(fact)], null)
          yield* publish(one, id, fact, value(1))
          equal((yield* other.facts(id))[amongFacts(fact)], value(1))
          equal(yield* other.standing(id, fact), value(1))
        }
        for (const n of [1, 2]) {
          yield* one.putProgress(id, sampleProgress(n))
          equal((yield* other.facts(id)).progress, sampleProgress(n))
        }
      })
    )

    between("what one adds to the log is read by the other", (one, other) =>
      Effect.gen(function* () {
        yield* submitted(one, 1)
        for (const text of ["one\n", "one\ntwo\n"]) {
          yield* one.appendLog(id, bytes(text.slice(-4)))
          equal((yield* other.readLog(id, { offset: 0 })).text, text)
          equal((yield* other.readLog(id, { tailBytes: 99 })).text, text)
        }
        equal((yield* other.facts(id)).lastLogAt === null, false)
      })
    )

    between(
      "a job that one submits, settles or removes is so in the listings of the other",
      (one, other) =>
        Effect.gen(function* () {
          const listings = Effect.gen(function* () {
            return {
              active: [...(yield* other.active)],
              settled: [...(yield* other.settled(9))],
              history: (yield* other.history).map((entry) => entry.id),
              found: [...(yield* other.find(""))]
            }
          })
          equal(yield* listings, { active: [], settled: [], history: [], found: [] })
          yield* submitted(one, 1)
          equal(yield* listings, { active: [id], settled: [], history: [], found: [id] })
          yield* one.publishOnce(id, "outcome", sampleSettlement(1))
          const { settledAt } = sampleSettlement(1)
          yield* one.index(id, { settledAt, active: false })
          equal(yield* listings, { active: [], settled: [id], history: [id], found: [id] })
          yield* other.facts(id)
          equal(yield* one.remove(id, () => true), "Removed")
          equal(yield* listings, { active: [], settled: [], history: [], found: [] })
          equal(yield* failure(other.facts(id)), "JobNotFound")
          equal(yield* other.standing(id, "outcome"), null)
          equal(yield* other.remove(id, () => true), "NoJob")
        })
    )

    between("a lease that one renews has its age for the other", (one, other) =>
      Effect.gen(function* () {
        yield* submitted(one, 1)
        equal(yield* other.leaseAge(id, "mine"), null)
        yield* one.renewLease(id, "mine")
        equal((yield* other.leaseAge(id, "mine")) === null, false)
        equal(yield* other.leaseAge(id, "another's"), null)
      })
    )

    between("the last gasp of one is told what the other has recorded, and stands", (one, other) =>
      Effect.gen(function* () {
        yield* submitted(one, 1, 2)
        equal((yield* one.facts(id)).cancel, null)
        yield* other.publishOnce(id, "cancel", sampleCancel())
        yield* other.publishOnce(id, "result", sampleResult())
        const seen: Array<unknown> = []
        one.lastGasp(id, (...given) => {
          seen.push(given)
          return sampleSettlement(1)
        })
        equal(seen, [[sampleCancel(), sampleResult()]])
        equal(yield* other.standing(id, "outcome"), sampleSettlement(1))
        yield* other.publishOnce(sampleId(2), "outcome", sampleSettlement(2))
        one.lastGasp(sampleId(2), () => sampleSettlement(3))
        equal(yield* one.standing(sampleId(2), "outcome"), sampleSettlement(2))
      })
    )

    between("whoever watches through one is told of what the other does", (one, other) =>
      Effect.gen(function* () {
        const jobs = yield* watching(one.activeChanges)
        yield* submitted(other, 1)
        yield* jobs.seen("a job that another handle submits")
        const { seen, stop } = yield* watching((wake) => one.changes(id, wake))
        for (const [fact, value] of eachFact) {
          yield* publish(other, id, fact, value(1))
          yield* seen(`the ${fact} that another handle records`)
        }
        yield* stop
        yield* jobs.stop
      })
    )

    between("when retention is due is known to both", (one, other) =>
      Effect.gen(function* () {
        equal(yield* other.retentionDueAt, null)
        yield* submitted(one, 1)
        for (const dueAt of [1_700_000_000_000, 5]) {
          yield* one.postponeRetention(dueAt)
          equal(yield* other.retentionDueAt, dueAt)
        }
      })
    )
  })
}
