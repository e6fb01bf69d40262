import type { JobStore } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import {
  sampleCancel,
  sampleId,
  sampleProgress,
  sampleRead,
  sampleSettlement
} from "../../samples.ts"
import { eachFact, publish } from "./eachFact.ts"
import type { JobStoreSuite } from "./JobStoreSuite.ts"
import { bytes, id, submitted } from "./JobStoreSuite.ts"
import { watching } from "./watching.ts"

const changesOf = (store: JobStore["Service"]) => (wake: () => void) => store.changes(id, wake)

/** Proves that whoever watches a job hears of every change. */
export const describeChanges = ({ describe, it }: JobStoreSuite): void => {
  describe("changes", () => {
    it("wakes at the start and after every publication", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const { seen, stop } = yield* watching(changesOf(store))
        yield* store.publishOnce(id, "cancel", sampleCancel())
        yield* seen("a request to cancel")
        yield* store.putProgress(id, sampleProgress())
        yield* seen("progress")
        yield* store.appendLog(id, bytes("x"))
        yield* seen("an addition to the log")
        store.lastGasp(id, () => sampleSettlement())
        yield* seen("a last gasp")
        yield* stop
      }))

    for (const [fact, value] of eachFact) {
      it(`wakes when the ${fact} is recorded`, (store) =>
        Effect.gen(function* () {
          yield* submitted(store, 1)
          const { seen, stop } = yield* watching(changesOf(store))
          yield* publish(store, id, fact, value(1))
          yield* seen(`the ${fact}`)
          yield* stop
        }))
    }

    it("wakes when the job is removed", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const { seen, stop } = yield* watching(changesOf(store))
        yield* store.remove(id, () => true)
        yield* seen("a removal")
        yield* stop
      }))

    it("a job that is submitted later is seen too", (store) =>
      Effect.gen(function* () {
        const { seen, stop } = yield* watching(changesOf(store))
        yield* submitted(store, 1)
        yield* seen("a submission")
        yield* stop
      }))

    it("serves several watchers, and ends when its scope closes", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const one = yield* watching(changesOf(store))
        const two = yield* watching(changesOf(store))
        yield* one.stop
        yield* store.publishOnce(id, "read", sampleRead())
        yield* two.seen("a mark that the job was read")
        yield* two.stop
      }))
  })

  describe("changes of the active jobs", () => {
    it("wakes at the start, when a job comes, and when one goes", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const { seen, stop } = yield* watching(store.activeChanges)
        yield* submitted(store, 2)
        while (!(yield* store.active).includes(sampleId(2))) yield* seen("a job that comes")
        const { settledAt } = sampleSettlement(1)
        yield* store.publishOnce(id, "outcome", sampleSettlement(1))
        yield* store.index(id, { settledAt, active: false })
        yield* seen("a job that goes")
        yield* stop
      }))

    it("is there before the first job, and tells of it", (store) =>
      Effect.gen(function* () {
        const { seen, stop } = yield* watching(store.activeChanges)
        yield* submitted(store, 1)
        yield* seen("the first job")
        yield* stop
      }))
  })
}
