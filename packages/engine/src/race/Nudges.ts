import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"

/** What an owner and those who watch it tell each other through the channel of a job, if it has one. */
export interface Nudges {
  /** The record has something new for those who watch. */
  readonly tell: () => void
  /** What was told and has not been passed on yet: once, however often. */
  readonly toTell: Queue.Queue<void>
  /** Somebody says that there is something new for the owner. */
  readonly hear: () => void
  /** Waits until somebody has said so. */
  readonly heard: Effect.Effect<void>
}

export const makeNudges: Effect.Effect<Nudges> = Effect.gen(function* () {
  const toTell = yield* Queue.dropping<void>(1)
  const heard = yield* Queue.dropping<void>(1)
  return {
    tell: () => void Queue.offerUnsafe(toTell, undefined),
    toTell,
    hear: () => void Queue.offerUnsafe(heard, undefined),
    heard: Queue.take(heard)
  }
})
