import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { inBackground } from "./BackgroundClock.ts"

/** The least time between two nudges that are passed on, each way: some look, however many come. */
export const nudgePause = "20 millis"

/** What an owner and those who watch it tell each other through the channel of a job, if it has one. */
export interface Nudges {
  /** The record has something new for those who watch. */
  readonly tell: () => void
  /** What was told and has not been passed on yet: once, however often. */
  readonly toTell: Queue.Queue<void>
  /** Somebody says that there is something new for the owner. */
  readonly hear: () => void
  /** Emits when somebody said so. */
  readonly heard: Stream.Stream<void>
}

export const makeNudges: Effect.Effect<Nudges> = Effect.gen(function* () {
  const toTell = yield* Queue.dropping<void>(1)
  const heard = yield* Queue.dropping<void>(1)
  const take = Queue.take(heard)
  return {
    tell: () => void Queue.offerUnsafe(toTell, undefined),
    toTell,
    hear: () => void Queue.offerUnsafe(heard, undefined),
    heard: Stream.concat(
      Stream.fromEffect(take),
      Stream.fromEffectRepeat(Effect.andThen(rest, take))
    )
  }
})

const rest = Effect.sleep(nudgePause).pipe(inBackground)
