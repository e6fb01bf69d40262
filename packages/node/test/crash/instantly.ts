import { seededRandom } from "@job-lifecycle/testing"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Random from "effect/Random"
import * as Scheduler from "effect/Scheduler"
import assert from "node:assert/strict"

/**
 * Runs an effect at once and always alike: its waits pass in no time, and its random numbers are the
 * same every time.
 *
 * @param slept what happens elsewhere while it waits
 */
export const instantly = <A, E>(
  effect: Effect.Effect<A, E>,
  slept: () => void = () => undefined
): A => {
  let now = 1_800_000_000_000
  const millis = () => now
  const nanos = () => BigInt(now) * 1_000_000n
  const next = seededRandom(1)
  const clock: Clock.Clock = {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.sync(() => {
        now += Duration.toMillis(duration)
        slept()
      })
  }
  // Fibers that set themselves aside go on in turn.
  const waiting: Array<() => void> = []
  const scheduler: Scheduler.Scheduler = {
    executionMode: "async",
    shouldYield: () => false,
    makeDispatcher: () => ({ scheduleTask: (run) => void waiting.push(run), flush: () => {} })
  }
  const random = {
    nextDoubleUnsafe: next,
    nextIntUnsafe: () => Math.floor(next() * 2 ** 32) - 2 ** 31
  }
  const context = Context.make(Clock.Clock, clock).pipe(
    Context.add(Random.Random, random),
    Context.add(Scheduler.Scheduler, scheduler)
  )
  const fiber = Effect.runForkWith(context)(effect)
  while (waiting.length > 0) waiting.shift()!()
  const exit = fiber.pollUnsafe()
  assert.ok(exit !== undefined, "it waits for something that no time brings")
  if (Exit.isFailure(exit)) throw Cause.squash(exit.cause)
  return exit.value
}
