import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

/**
 * Sleeps for so much time that this process saw pass.
 *
 * **Details**: slept in 32 slices, and each completed one counts as what was asked of it. Whenever the
 * process does not run (a suspended machine, SIGSTOP), the slice of that moment alone can end early.
 */
export const sleepAwake = Effect.fnUntraced(function* (millis: number) {
  const slice = Math.max(1, Math.ceil(millis / 32))
  for (let left = millis; left > 0; left -= slice) {
    yield* Effect.sleep(Duration.millis(Math.min(slice, left)))
  }
})
