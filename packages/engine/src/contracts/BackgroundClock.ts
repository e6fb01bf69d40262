import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"

/**
 * The clock of our own waits (limits, polling nets). Null means the ambient one. A platform layer
 * gives one whose timers do not keep a process alive, so that a runner which nothing can wake ends
 * as `Drained` instead of hanging until its limit.
 */
export const BackgroundClock = Context.Reference<Clock.Clock | null>(
  "job-lifecycle/BackgroundClock",
  { defaultValue: () => null }
)

/** Runs one of our own waits on the background clock. */
export const inBackground = <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.flatMap(BackgroundClock, (clock) =>
    clock === null ? self : Effect.provideService(self, Clock.Clock, clock)
  )
