import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { RunTool, ToolAnswer } from "./Tool.ts"

/** For how long what took too long is not asked again. */
const restNanos = Duration.toNanosUnsafe("1 minute")

/** So often in a row: once, a machine may only have been busy, and work that is to be stopped waits. */
const enough = 2

/**
 * Runs tools that look, but none that took too long twice in a row a moment ago: whoever cancels looks a dozen
 * times, and would wait for all of that each time. Not for a signal or a record, which nobody comes back to.
 */
export const notAgainSoon = (run: RunTool): RunTool => {
  const slow = new Map<string, { readonly times: number; readonly since: bigint }>()
  return (tool) =>
    Effect.gen(function* () {
      const known = slow.get(tool.file)
      if (known !== undefined && known.times >= enough) {
        if ((yield* Clock.monotonicTimeNanos) - known.since < restNanos) return resting(tool.file)
      }
      const answer = yield* run(tool)
      if (answer._tag === "Failed" && answer.tookTooLong === true) {
        const since = yield* Clock.monotonicTimeNanos
        slow.set(tool.file, { times: (known?.times ?? 0) + 1, since })
      } else slow.delete(tool.file)
      return answer
    })
}

const resting = (file: string): ToolAnswer => ({
  _tag: "Failed",
  reason: `${file} took too long within the last minute`
})
