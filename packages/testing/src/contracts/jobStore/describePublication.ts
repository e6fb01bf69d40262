import type { JobId, LaterFact } from "@job-lifecycle/engine"
import { Standing, Won } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import {
  sampleCancel,
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleHookEnded,
  sampleHookStarted,
  sampleLate,
  sampleOutcomes,
  sampleProgress,
  sampleRead,
  sampleResult,
  sampleSettlement,
  sampleVoidClaim,
  sampleWork,
  sampleWorkStopped
} from "../../samples.ts"
import { amongFacts, publish } from "./eachFact.ts"
import type { JobStoreSuite } from "./JobStoreSuite.ts"
import { atOnce, bytes, failure, id, oneWinner, submitted } from "./JobStoreSuite.ts"

/** Proves that a fact is published once, and that its first value is everybody's answer. */
export const describePublication = ({ assert, describe, equal, it }: JobStoreSuite): void => {
  describe("publishOnce", () => {
    const facts: ReadonlyArray<readonly [LaterFact, unknown, unknown]> = [
      ["claim", sampleClaim(1), sampleVoidClaim()],
      ["work", sampleWork(1), sampleWork(2)],
      ["cancel", sampleCancel(1), sampleCancel(2)],
      ["result", sampleResult(), sampleResult("another")],
      ["outcome", sampleSettlement(1), sampleSettlement(2)],
      ["workStopped", sampleWorkStopped(1), sampleWorkStopped(2)],
      ["read", sampleRead(1), sampleRead(2)],
      ["late", sampleLate(), { value: null, at: 0 }],
      ["hookStarted", sampleHookStarted(1), sampleHookStarted(2)],
      ["hookEnded", sampleHookEnded(1), sampleHookEnded(2)]
    ]

    for (const [fact, first, second] of facts) {
      it(`the first ${fact} stands, and a second one is answered with it`, (store) =>
        Effect.gen(function* () {
          yield* submitted(store, 1)
          equal(yield* store.standing(id, fact), null)
          equal(yield* publish(store, id, fact, first), Won)
          equal(yield* publish(store, id, fact, second), Standing(first as never))
          equal(yield* store.standing(id, fact), first)
          const all = yield* store.facts(id)
          equal(all[amongFacts(fact)], first)
          equal(all.unreadable, [])
        }))
    }

    it("facts accumulate, and none hides another", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        for (const [fact, value] of facts) yield* publish(store, id, fact, value)
        yield* store.putProgress(id, sampleProgress())
        const { lastLogAt, ...all } = yield* store.facts(id)
        equal(lastLogAt, null)
        equal(all, {
          id,
          created: sampleCreated(1),
          claim: sampleClaim(1),
          work: sampleWork(1),
          progress: sampleProgress(),
          cancel: sampleCancel(1),
          result: sampleResult(),
          settlement: sampleSettlement(1),
          workStopped: sampleWorkStopped(1),
          read: sampleRead(1),
          late: sampleLate(),
          hookStarted: sampleHookStarted(1),
          hookEnded: sampleHookEnded(1),
          unreadable: []
        })
      }))

    it("I2 first-outcome-stands: of eight rival outcomes exactly one wins", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const answers = yield* atOnce(8, (n) =>
          store.publishOnce(id, "outcome", sampleSettlement(n))
        )
        oneWinner(assert, answers, (yield* store.facts(id)).settlement)
      }))

    it("a publication that is repeated word for word, its reply lost, has won", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.publishOnce(id, "claim", sampleClaim(1))
        equal(yield* store.publishOnce(id, "claim", sampleClaim(1)), Won)
      }))

    it("a second outcome of the same writer with other words has lost to its first", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const first = sampleSettlement(1)
        yield* store.publishOnce(id, "outcome", first)
        const second = sampleSettlement(1, { outcome: { _tag: "Drained" } })
        equal(yield* store.publishOnce(id, "outcome", second), Standing(first))
      }))

    for (const outcome of sampleOutcomes) {
      it(`an outcome is read as it was written: ${JSON.stringify(outcome)}`, (store) =>
        Effect.gen(function* () {
          yield* submitted(store, 1)
          const settlement = sampleSettlement(1, {
            outcome,
            settledBy: "Reader",
            work: "Unknown"
          })
          yield* store.publishOnce(id, "outcome", settlement)
          equal(yield* store.standing(id, "outcome"), settlement)
        }))
    }

    it("values come back as JSON carries them, and later changes to them have no effect", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const value = {
          zero: -0,
          deep: { list: [1, "two", null, true] },
          text: "\u0000\ud83d\ude80"
        }
        yield* store.publishOnce(id, "result", sampleResult(value))
        value.deep.list.push("changed afterwards")
        equal((yield* store.standing(id, "result"))!.value, {
          zero: 0,
          deep: { list: [1, "two", null, true] },
          text: "\u0000\ud83d\ude80"
        })
      }))
  })

  describe("a job that is not there", () => {
    for (const absent of [
      sampleId(77),
      "0000",
      "../../etc",
      "",
      "ABCDEF0123456789"
    ] as Array<JobId>) {
      it(`"${absent}" is not found, and nothing is made of it`, (store) =>
        Effect.gen(function* () {
          yield* submitted(store, 1)
          equal(yield* failure(store.facts(absent)), "JobNotFound")
          equal(yield* failure(store.publishOnce(absent, "read", sampleRead())), "JobNotFound")
          equal(yield* failure(store.publishOnce(absent, "late", sampleLate())), "JobNotFound")
          equal(yield* failure(store.publishOnce(absent, "claim", sampleClaim())), "JobNotFound")
          equal(
            yield* failure(store.publishOnce(absent, "outcome", sampleSettlement())),
            "JobNotFound"
          )
          equal(yield* failure(store.readLog(absent, { offset: 0 })), "JobNotFound")
          equal(yield* failure(store.putProgress(absent, sampleProgress())), "JobStoreError")
          equal(yield* failure(store.arm(absent, sampleSettlement())), "JobStoreError")
          equal(yield* failure(store.appendLog(absent, bytes("x"))), "JobStoreError")
          equal(yield* store.standing(absent, "outcome"), null)
          equal(yield* store.standing(absent, "claim"), null)
          equal(
            store.lastGasp(absent, () => sampleSettlement()),
            false
          )
          equal(yield* store.active, [id])
          equal(yield* store.find(""), [id])
        }))
    }

    it("an empty store lists nothing", (store) =>
      Effect.gen(function* () {
        equal(yield* store.active, [])
        equal(yield* store.settled(10), [])
        equal(yield* store.find(""), [])
        equal(yield* store.find("ab"), [])
        equal(yield* failure(store.facts(id)), "JobNotFound")
      }))
  })
}
