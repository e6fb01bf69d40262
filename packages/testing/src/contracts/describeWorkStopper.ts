import type { WorkTarget } from "@job-lifecycle/engine"
import { WorkStopper } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type * as Scope from "effect/Scope"
import { describeStopperWaits } from "./describeStopperWaits.ts"
import type { TestRunner } from "./TestRunner.ts"
import type {
  FurtherWorkShape,
  StartedWork,
  WorkShape,
  WorkStopperWorld
} from "./WorkStopperWorld.ts"

/** Short, for every law that lets it pass waits for it. */
const graceMillis = 50

/**
 * The laws of `WorkStopper`, for any implementation. What its world cannot bring about is skipped by
 * name, with the reason in the title.
 */
export const describeWorkStopper = (
  runner: TestRunner,
  name: string,
  world: WorkStopperWorld
): void => {
  const { assert, describe, it } = runner
  const law = (
    title: string,
    shape: WorkShape | FurtherWorkShape,
    body: (
      stopper: WorkStopper["Service"],
      work: StartedWork
    ) => Effect.Effect<void, never, Scope.Scope>
  ) => {
    const start = world.work[shape] ?? "this world has none"
    if (typeof start === "string") return it.skip(`${title} (skipped: ${start})`, async () => {})
    const lived = Effect.gen(function* () {
      const work = yield* start
      yield* body(yield* WorkStopper, work)
      assert.ok(yield* work.strangersLive, "strangers are left alone")
    })
    return it(title, () =>
      Effect.runPromise(Effect.scoped(lived).pipe(Effect.provide(world.layer)))
    )
  }

  describe(`${name} keeps the laws of WorkStopper`, () => {
    law(
      "work is seen running while it runs, and stopped when it is over",
      "alone",
      (stopper, work) =>
        Effect.gen(function* () {
          assert.strictEqual(yield* stopper.observe(work.target), "Running")
          yield* work.end
          assert.strictEqual(yield* stopper.observe(work.target), "Stopped")
          assert.strictEqual(yield* stopper.stop(work.target, { graceMillis }), "Stopped")
        })
    )

    law("a look ends nothing", "alone", (stopper, work) =>
      Effect.gen(function* () {
        yield* stopper.observe(work.target)
        assert.ok(yield* work.runs)
      })
    )

    const whole = {
      alone: "one process",
      withChild: "a process with what it has started",
      unnamed: "a process that is not on record yet",
      deaf: "a process that does not hear a request"
    }
    for (const [shape, what] of Object.entries(whole) as Array<[keyof typeof whole, string]>) {
      law(`${what} is stopped, and its owner is left alone`, shape, (stopper, work) =>
        Effect.gen(function* () {
          assert.strictEqual(yield* stopper.observe(work.target), "Running")
          assert.strictEqual(yield* stopper.stop(work.target, { graceMillis }), "Stopped")
          assert.strictEqual(yield* work.runs, false, "nothing of it lives")
          assert.strictEqual(yield* work.ownerLives, true, "its owner is not included")
        })
      )
    }

    law("one request ends what hears it, sooner or later", "alone", (stopper, work) =>
      Effect.gen(function* () {
        yield* stopper.signalOnce(work.target, { kill: false })
        yield* untilOver(work)
        assert.strictEqual(yield* stopper.observe(work.target), "Stopped")
      })
    )

    law("one request leaves running what does not hear it, and says so", "deaf", (stopper, work) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* stopper.signalOnce(work.target, { kill: false }), "Running")
        assert.ok(yield* work.runs)
        yield* stopper.signalOnce(work.target, { kill: true })
        yield* untilOver(work)
      })
    )

    law("an owner that is included is ended too", "alone", (stopper, work) =>
      Effect.gen(function* () {
        const target = { ...work.target, includesOwner: true }
        assert.strictEqual(yield* stopper.stop(target, { graceMillis }), "Stopped")
        assert.strictEqual(yield* work.ownerLives, false)
      })
    )

    const over = { recycled: "work that is over", rebooted: "work of an earlier boot" }
    for (const [shape, what] of Object.entries(over) as Array<[keyof typeof over, string]>) {
      law(
        `I6 no-stranger-signalled: who has the number of ${what} is left alone`,
        shape,
        (stopper, work) =>
          Effect.gen(function* () {
            assert.strictEqual(yield* stopper.observe(work.target), "Stopped")
            yield* stopper.signalOnce(work.target, { kill: true })
            assert.strictEqual(yield* stopper.stop(work.target, { graceMillis }), "Stopped")
          })
      )
    }
    law(
      "I6 no-stranger-signalled: who has the number of work that has just ended is left alone",
      "recycledWhenAsked",
      (stopper, work) =>
        Effect.gen(function* () {
          assert.strictEqual(yield* stopper.stop(work.target, { graceMillis }), "Stopped")
          assert.strictEqual(yield* work.runs, false)
        })
    )
    law(
      "I6 no-stranger-signalled: who has the number of an owner that is included is left alone",
      "ownerRecycled",
      (stopper, work) =>
        Effect.gen(function* () {
          const target = { ...work.target, includesOwner: true }
          assert.strictEqual(yield* stopper.stop(target, { graceMillis }), "Stopped")
          assert.strictEqual(yield* work.runs, false, "nothing of it lives")
          yield* stopper.signalOnce(target, { kill: true })
        })
    )

    /** Neither the work nor, where it is included, its owner is signalled. */
    const staysUnknown = (
      stopper: WorkStopper["Service"],
      target: WorkTarget,
      { ownerLives }: StartedWork
    ) =>
      Effect.gen(function* () {
        const before = yield* ownerLives
        for (const includesOwner of [false, true]) {
          const whole = { ...target, includesOwner }
          assert.strictEqual(yield* stopper.observe(whole), "Unknown")
          assert.strictEqual(yield* stopper.signalOnce(whole, { kill: true }), "Unknown")
          assert.strictEqual(yield* stopper.stop(whole, { graceMillis }), "Unknown")
        }
        assert.strictEqual(yield* ownerLives, before, "its owner was not signalled")
      })

    law("I7 unknown-stays-unknown: work of another machine", "otherMachine", (stopper, work) =>
      staysUnknown(stopper, work.target, work)
    )

    law(
      "I7 unknown-stays-unknown: work whose identity says nothing here",
      "alone",
      (stopper, work) =>
        Effect.gen(function* () {
          const { target } = work
          for (const other of [{ scheme: "of another stopper" }, { value: {} }, { value: null }]) {
            const strange = { ...target, work: { ...target.work!, ...other } }
            yield* staysUnknown(stopper, strange, work)
          }
          assert.ok(yield* work.runs, "nothing was signalled")
        })
    )
    describeStopperWaits(runner, world)
  })
}

const untilOver = (work: StartedWork) =>
  Effect.repeat(work.runs, { schedule: Schedule.spaced("2 millis"), while: (runs) => runs })
