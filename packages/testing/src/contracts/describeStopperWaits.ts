import type { WorkState } from "@job-lifecycle/engine"
import { WorkStopper } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { TestClock } from "effect/testing"
import type { TestRunner } from "./TestRunner.ts"
import type { StartedWork, WorkShape, WorkStopperWorld } from "./WorkStopperWorld.ts"

const graceMillis = 60_000

/** More than any fixed margin, and far less than another grace. */
const marginMillis = 30_000

/** How a stopper waits: on a simulated clock, which moves by hand and only by hand. */
export const describeStopperWaits = ({ assert, it }: TestRunner, world: WorkStopperWorld): void => {
  const law = (
    title: string,
    shape: WorkShape,
    asked: boolean,
    body: (
      work: StartedWork,
      stopping: Fiber.Fiber<WorkState>
    ) => Effect.Effect<void, never, Scope.Scope>
  ) => {
    const { waitsOnClock = "this world does not say that it waits on the clock", work } = world
    const start = waitsOnClock === true ? work[shape] : waitsOnClock
    if (typeof start === "string") return it.skip(`${title} (skipped: ${start})`, async () => {})
    const lived = Effect.gen(function* () {
      const started = yield* start
      const { stop } = yield* WorkStopper
      const how = asked ? { graceMillis, asked } : { graceMillis }
      const stopping = yield* Effect.forkScoped(stop(started.target, how), {
        startImmediately: true
      })
      yield* body(started, stopping)
    })
    const layer = Layer.provideMerge(world.layer, TestClock.layer())
    return it(title, () => Effect.runPromise(Effect.scoped(lived).pipe(Effect.provide(layer))))
  }

  const isStopped = (stopping: Fiber.Fiber<WorkState>) =>
    Effect.gen(function* () {
      assert.ok(stopping.pollUnsafe() !== undefined, "nothing is waited for any more")
      assert.strictEqual(yield* Fiber.join(stopping), "Stopped")
    })

  law("what hears a request is asked before its grace is over", "alone", false, (work, stopping) =>
    Effect.gen(function* () {
      yield* TestClock.adjust(graceMillis - 1)
      assert.strictEqual(yield* work.runs, false, "it has heard a request")
      yield* TestClock.adjust(marginMillis)
      yield* isStopped(stopping)
    })
  )

  law("what does not hear a request is left its whole grace", "deaf", false, (work) =>
    Effect.gen(function* () {
      yield* TestClock.adjust(graceMillis - 1)
      assert.strictEqual(yield* work.runs, true, "it is not killed yet")
    })
  )

  law("nothing is waited for longer than the grace and a margin", "deaf", false, (work, stopping) =>
    Effect.gen(function* () {
      yield* TestClock.adjust(graceMillis + marginMillis)
      assert.strictEqual(yield* work.runs, false, "it is killed by now")
      yield* isStopped(stopping)
    })
  )

  law("what was asked already has its grace before it is asked again", "alone", true, (work) =>
    Effect.gen(function* () {
      yield* TestClock.adjust(graceMillis - 1)
      assert.strictEqual(yield* work.runs, true, "it is not asked yet")
    })
  )

  law("what was asked already is asked again after its grace", "alone", true, (work, stopping) =>
    Effect.gen(function* () {
      yield* TestClock.adjust(graceMillis + marginMillis)
      assert.strictEqual(yield* work.runs, false, "it has heard a request")
      yield* isStopped(stopping)
    })
  )
}
