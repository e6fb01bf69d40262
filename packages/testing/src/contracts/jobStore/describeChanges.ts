import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import {
  sampleCancel,
  sampleId,
  sampleProgress,
  sampleRead,
  sampleSettlement
} from "../../samples.ts"
import type { JobStoreSuite } from "./JobStoreSuite.ts"
import { bytes, id, submitted } from "./JobStoreSuite.ts"

/** Proves that whoever watches a job hears of every change. */
export const describeChanges = ({ describe, it }: JobStoreSuite): void => {
  describe("changes", () => {
    it("emits at the start and after every publication", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const { seen, stop } = yield* watching(store.changes(id))
        yield* store.publishOnce(id, "cancel", sampleCancel())
        yield* seen
        yield* store.putProgress(id, sampleProgress())
        yield* seen
        yield* store.appendLog(id, bytes("x"))
        yield* seen
        store.lastGasp(id, () => sampleSettlement())
        yield* seen
        yield* stop
      }))

    it("a job that is submitted later is seen too", (store) =>
      Effect.gen(function* () {
        const { seen, stop } = yield* watching(store.changes(id))
        yield* submitted(store, 1)
        yield* seen
        yield* stop
      }))

    it("serves several readers, and ends when its reader does", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const one = yield* watching(store.changes(id))
        const two = yield* watching(store.changes(id))
        yield* one.stop
        yield* store.publishOnce(id, "read", sampleRead())
        yield* two.seen
        yield* two.stop
      }))
  })

  describe("changes of the active jobs", () => {
    it("emits at the start, when a job comes, and when one goes", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const { seen, stop } = yield* watching(store.activeChanges)
        yield* submitted(store, 2)
        while (!(yield* store.active).includes(sampleId(2))) yield* seen
        const { settledAt } = sampleSettlement(1)
        yield* store.publishOnce(id, "outcome", sampleSettlement(1))
        yield* store.index(id, { settledAt, active: false })
        yield* seen
        yield* stop
      }))

    it("is there before the first job, and tells of it", (store) =>
      Effect.gen(function* () {
        const { seen, stop } = yield* watching(store.activeChanges)
        yield* submitted(store, 1)
        yield* seen
        yield* stop
      }))
  })
}

const watching = (changes: Stream.Stream<void>) =>
  Effect.gen(function* () {
    const seen = yield* Queue.unbounded<void>()
    const fiber = yield* Effect.forkChild(
      Stream.runForEach(changes, () => Queue.offer(seen, undefined)),
      { startImmediately: true }
    )
    yield* Queue.take(seen)
    return { seen: Queue.take(seen), stop: Fiber.interrupt(fiber) }
  })
