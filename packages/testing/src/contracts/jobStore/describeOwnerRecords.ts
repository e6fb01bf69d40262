import * as Effect from "effect/Effect"
import {
  sampleCancel,
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleProgress,
  sampleResult,
  sampleSettlement
} from "../../samples.ts"
import type { JobStoreSuite } from "./JobStoreSuite.ts"
import { id, submitted } from "./JobStoreSuite.ts"

/** Proves what an owner writes that is no fact: progress, and the last gasp. */
export const describeOwnerRecords = ({ describe, equal, it }: JobStoreSuite): void => {
  describe("progress", () => {
    it("progress is replaced by its successor", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.putProgress(id, sampleProgress(1))
        const next = sampleProgress(2, { phase: null, message: null, resumeHandle: null })
        yield* store.putProgress(id, next)
        equal((yield* store.facts(id)).progress, next)
      }))
  })

  describe("the last gasp", () => {
    const decided = sampleSettlement(5, { outcome: { _tag: "Drained" } })
    const armed = sampleSettlement(6, {
      outcome: { _tag: "Orphaned", reason: "Unreported", evidence: "ended without a report" }
    })

    it("records what was decided, at once", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.arm(id, armed)
        equal(yield* store.standing(id, "outcome"), null)
        equal(
          store.lastGasp(id, () => decided),
          true
        )
        equal(yield* store.standing(id, "outcome"), decided)
      }))

    it("records what was decided without having been armed", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        equal(
          store.lastGasp(id, () => decided),
          true
        )
        equal(yield* store.standing(id, "outcome"), decided)
      }))

    it("is given the intent to cancel, when there is one", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1, 2)
        yield* store.publishOnce(id, "cancel", sampleCancel())
        const seen: Array<unknown> = []
        const decide = (cancel: unknown) => {
          seen.push(cancel)
          return decided
        }
        store.lastGasp(id, decide)
        store.lastGasp(sampleId(2), decide)
        equal(seen, [sampleCancel(), null])
      }))

    it("is given the result and the request to cancel, whichever of them is on record", (store) =>
      Effect.gen(function* () {
        const [cancel, result] = [sampleCancel(), sampleResult()]
        yield* submitted(store, 1, 2, 3, 4)
        for (const n of [1, 2]) yield* store.publishOnce(sampleId(n), "result", result)
        for (const n of [2, 3]) yield* store.publishOnce(sampleId(n), "cancel", cancel)
        const seen: Array<unknown> = []
        for (const n of [1, 2, 3, 4]) {
          store.lastGasp(sampleId(n), (...given) => {
            seen.push(given)
            return decided
          })
        }
        equal(seen, [
          [null, result],
          [cancel, result],
          [cancel, null],
          [null, null]
        ])
      }))

    it("leaves an earlier outcome alone (I2)", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.arm(id, armed)
        yield* store.publishOnce(id, "outcome", sampleSettlement(1))
        equal(
          store.lastGasp(id, () => decided),
          true
        )
        equal(store.lastGasp(id, failing), true)
        equal(yield* store.standing(id, "outcome"), sampleSettlement(1))
      }))

    it("falls back on what was armed when deciding throws, and never throws itself", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1, 2)
        yield* store.arm(id, armed)
        equal(store.lastGasp(id, failing), true)
        equal(yield* store.standing(id, "outcome"), armed)
        equal(store.lastGasp(sampleId(2), failing), false)
        equal(yield* store.standing(sampleId(2), "outcome"), null)
      }))

    it("leaves the end to readers where what was armed goes against what is on record", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1, 2)
        yield* store.publishOnce(id, "result", sampleResult())
        yield* store.publishOnce(sampleId(2), "cancel", sampleCancel())
        for (const n of [1, 2]) {
          yield* store.arm(sampleId(n), armed)
          equal(store.lastGasp(sampleId(n), failing), false)
          equal(yield* store.standing(sampleId(n), "outcome"), null)
        }
      }))

    it("answers that an outcome stands when deciding throws, whatever else is on record", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.arm(id, armed)
        yield* store.publishOnce(id, "result", sampleResult())
        yield* store.publishOnce(id, "outcome", decided)
        equal(store.lastGasp(id, failing), true)
        equal(yield* store.standing(id, "outcome"), decided)
      }))

    it("records a job anew whose record was removed, when it is told as what", (store) =>
      Effect.gen(function* () {
        const anew = sampleCreated(1, { claim: sampleClaim(1) })
        yield* submitted(store, 1)
        yield* store.arm(id, armed)
        yield* store.remove(id, () => true)
        equal(
          store.lastGasp(id, () => decided),
          false
        )
        equal(
          store.lastGasp(id, () => decided, anew),
          true
        )
        const { claim, created, settlement } = yield* store.facts(id)
        equal([created, claim, settlement], [anew, anew.claim, decided])
        equal(yield* store.active, [id])
      }))

    it("records no job anew that is there: its first facts stand (I2)", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const anew = sampleCreated(1, { nonce: "another", claim: sampleClaim(1) })
        equal(
          store.lastGasp(id, () => decided, anew),
          true
        )
        equal(
          store.lastGasp(id, () => armed, anew),
          true
        )
        equal((yield* store.facts(id)).created, sampleCreated(1))
        equal(yield* store.standing(id, "outcome"), decided)
      }))

    it("can be armed anew", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.arm(id, sampleSettlement(1))
        yield* store.arm(id, armed)
        store.lastGasp(id, failing)
        equal(yield* store.standing(id, "outcome"), armed)
      }))
  })
}

const failing = () => {
  throw new Error("a bug in the last instant")
}
