import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { RunTool, ToolAnswer } from "./Tool.ts"

/** For how long what took too long is not asked again. */
const restNanos = Duration.toNanosUnsafe("1 minute")

/**
 * Runs tools that look, but none that took too long a moment ago: whoever cancels looks a dozen times, and
 * would wait for all of that each time. Not for a signal or a record, which nobody comes back to.
 */
export const notAgainSoon = (run: RunTool): RunTool => {
  const slowSince = new Map<string, bigint>()
  return (tool) =>
    Effect.gen(function* () {
      const since = slowSince.get(tool.file)
      const isResting = since !== undefined && (yield* Clock.monotonicTimeNanos) - since < restNanos
      if (isResting) return resting(tool.file)
      const answer = yield* run(tool)
      if (answer._tag === "Failed" && answer.tookTooLong === true) {
        slowSince.set(tool.file, yield* Clock.monotonicTimeNanos)
      } else slowSince.delete(tool.file)
      return answer
    })
}

const resting = (file: string): ToolAnswer => ({
  _tag: "Failed",
  reason: `${file} took too long within the last minute`
})
