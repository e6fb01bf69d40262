import type { JobFacts } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import {
  sampleCancel,
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleProgress,
  sampleRead,
  sampleSettlement
} from "../../samples.ts"
import { eachFact, publish } from "./eachFact.ts"
import type { JobStoreSuite, Store } from "./JobStoreSuite.ts"
import { bytes, failure, id, submitted } from "./JobStoreSuite.ts"

const settled = (store: Store, n: number) =>
  Effect.gen(function* () {
    yield* submitted(store, n)
    yield* store.publishOnce(sampleId(n), "claim", sampleClaim(n))
    yield* store.publishOnce(sampleId(n), "outcome", sampleSettlement(n))
    const { settledAt } = sampleSettlement(n)
    yield* store.index(sampleId(n), { settledAt, active: false })
  })

const always = () => true

/** Proves that a job goes whole, by the judgement of its last facts, or stays whole. */
export const describeRemoval = ({ assert, describe, equal, it }: JobStoreSuite): void => {
  describe("remove", () => {
    it("a removed job is gone from every answer, and the others stay", (store) =>
      Effect.gen(function* () {
        for (const n of [1, 2, 3]) yield* settled(store, n)
        yield* store.appendLog(id, bytes("output\n"))
        equal(yield* store.remove(id, always), "Removed")
        equal(yield* failure(store.facts(id)), "JobNotFound")
        equal(yield* failure(store.readLog(id, { offset: 0 })), "JobNotFound")
        equal(yield* store.standing(id, "outcome"), null)
        equal(yield* store.find(id), [])
        equal(yield* store.active, [])
        equal(yield* store.settled(9), [sampleId(3), sampleId(2)])
        equal((yield* store.facts(sampleId(2))).settlement, sampleSettlement(2))
      }))

    it("what is to be judged is all that was acknowledged, and refusal changes nothing", (store) =>
      Effect.gen(function* () {
        yield* settled(store, 1)
        yield* store.publishOnce(id, "read", sampleRead())
        const before = yield* store.facts(id)
        const judged: Array<JobFacts> = []
        const refuse = (facts: JobFacts) => {
          judged.push(facts)
          return false
        }
        equal(yield* store.remove(id, refuse), "Refused")
        assert.ok(judged.length > 0)
        for (const facts of judged) equal(facts, before)
        equal(yield* store.facts(id), before)
        equal(yield* store.settled(9), [id])
        equal(yield* store.publishOnce(id, "cancel", sampleCancel()), { _tag: "Won" })
      }))

    it("there is nothing to remove of an id that names no job, or that is none", (store) =>
      Effect.gen(function* () {
        equal(yield* store.remove(id, always), "NoJob")
        yield* settled(store, 1)
        equal(yield* store.remove(id, always), "Removed")
        equal(yield* store.remove(id, always), "NoJob")
        equal(yield* store.remove("../jobs" as typeof id, always), "NoJob")
        equal(yield* store.remove("" as typeof id, always), "NoJob")
      }))

    it("a writer that comes after a removal is told that there is no such job", (store) =>
      Effect.gen(function* () {
        yield* settled(store, 1)
        yield* store.remove(id, always)
        equal(yield* failure(store.publishOnce(id, "read", sampleRead())), "JobNotFound")
        equal(yield* failure(store.publishOnce(id, "outcome", sampleSettlement())), "JobNotFound")
        equal(yield* failure(store.putProgress(id, sampleProgress())), "JobStoreError")
        equal(yield* failure(store.appendLog(id, bytes("x"))), "JobStoreError")
        equal(
          store.lastGasp(id, () => sampleSettlement()),
          false
        )
        equal(yield* failure(store.facts(id)), "JobNotFound")
        equal(yield* store.find(""), [])
      }))

    it("an id that was removed can be submitted again, and is a job like any other", (store) =>
      Effect.gen(function* () {
        yield* settled(store, 1)
        yield* store.remove(id, always)
        const again = sampleCreated(1, { nonce: "again" })
        equal(yield* store.submit(again), { _tag: "Won" })
        equal((yield* store.facts(id)).created, again)
        equal((yield* store.facts(id)).settlement, null)
        equal(yield* store.active, [id])
        equal(yield* store.settled(9), [])
      }))

    it("nothing of a removed job is left to the next one of its id", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.arm(id, sampleSettlement(9))
        for (const [fact, value] of eachFact) yield* publish(store, id, fact, value(1))
        yield* store.putProgress(id, sampleProgress())
        yield* store.appendLog(id, bytes("output\n"))
        yield* store.renewLease(id, "mine")
        const { settledAt } = sampleSettlement(1)
        yield* store.index(id, { settledAt, active: false })
        equal(yield* store.remove(id, always), "Removed")
        const again = sampleCreated(1, { nonce: "again" })
        equal(yield* store.submit(again), { _tag: "Won" })
        equal([yield* store.active, yield* store.settled(9)], [[id], []])
        const { created, unreadable, ...others } = yield* store.facts(id)
        equal([created, unreadable], [again, []])
        for (const [name, value] of Object.entries(others)) {
          equal([name, value], [name, name === "id" ? id : null])
        }
        for (const [fact] of eachFact) equal([fact, yield* store.standing(id, fact)], [fact, null])
        const { nextOffset, text } = yield* store.readLog(id, { offset: 0 })
        equal([text, nextOffset], ["", 0])
        equal(yield* store.leaseAge(id, "mine"), null)
        equal(
          store.lastGasp(id, () => {
            throw new Error("nothing is armed")
          }),
          false
        )
        for (const [fact, value] of eachFact) {
          equal([fact, yield* publish(store, id, fact, value(2))], [fact, { _tag: "Won" }])
        }
      }))

    it("of eight removers of one job exactly one removes it", (store) =>
      Effect.gen(function* () {
        yield* settled(store, 1)
        const answers = yield* Effect.forEach(
          Array.from({ length: 8 }),
          () => store.remove(id, always),
          { concurrency: "unbounded" }
        )
        equal(answers.filter((answer) => answer === "Removed").length, 1)
        equal(answers.filter((answer) => answer === "NoJob").length, 7)
      }))

    it("sweeping touches no job, whatever became of it", (store) =>
      Effect.gen(function* () {
        yield* settled(store, 1)
        yield* submitted(store, 2)
        const before = [yield* store.facts(id), yield* store.facts(sampleId(2))]
        yield* store.sweep({ everywhere: true })
        yield* store.sweep({ everywhere: false })
        equal([yield* store.facts(id), yield* store.facts(sampleId(2))], before)
        equal(yield* store.active, [sampleId(2)])
        equal(yield* store.settled(9), [id])
      }))
  })

  describe("when retention is due", () => {
    it("is not known at first, and then what was noted last", (store) =>
      Effect.gen(function* () {
        equal(yield* store.retentionDueAt, null)
        yield* submitted(store, 1)
        equal(yield* store.retentionDueAt, null)
        yield* store.postponeRetention(1_700_000_000_000)
        equal(yield* store.retentionDueAt, 1_700_000_000_000)
        yield* store.postponeRetention(5)
        equal(yield* store.retentionDueAt, 5)
      }))
  })
}
