import type { JobId } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { sampleCancel, sampleProgress, sampleRead, sampleSettlement } from "../../samples.ts"
import type { JobStoreSuite, Store } from "./JobStoreSuite.ts"
import { bytes, id, submitted } from "./JobStoreSuite.ts"

/** Proves that whoever watches a job hears of every change. */
export const describeChanges = ({ describe, it }: JobStoreSuite): void => {
  describe("changes", () => {
    it("emits at the start and after every publication", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const { seen, stop } = yield* watching(store, id)
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
        const { seen, stop } = yield* watching(store, id)
        yield* submitted(store, 1)
        yield* seen
        yield* stop
      }))

    it("serves several readers, and ends when its reader does", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        const one = yield* watching(store, id)
        const two = yield* watching(store, id)
        yield* one.stop
        yield* store.publishOnce(id, "read", sampleRead())
        yield* two.seen
        yield* two.stop
      }))
  })
}

const watching = (store: Store, of: JobId) =>
  Effect.gen(function* () {
    const seen = yield* Queue.unbounded<void>()
    const fiber = yield* Effect.forkChild(
      Stream.runForEach(store.changes(of), () => Queue.offer(seen, undefined)),
      { startImmediately: true }
    )
    yield* Queue.take(seen)
    return { seen: Queue.take(seen), stop: Fiber.interrupt(fiber) }
  })
