import type { JobId } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"

const firstReach = 16_384

/** Reads the last lines of a job's log, from its end backwards, without reading the rest. */
export const lastLines = (id: JobId, count: number, tailBytes = firstReach) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    for (let reach = tailBytes; ; reach *= 4) {
      const page = yield* jobs.readLog(id, { tailBytes: reach })
      const text = tailOf(page.text, count)
      // Enough lines, or the whole log.
      if (text.length < page.text.length || page.nextOffset <= reach) {
        return { text, nextOffset: page.nextOffset }
      }
    }
  })

/** The last `count` lines of a text; an unfinished one at its end counts. */
export const tailOf = (text: string, count: number): string => {
  if (count <= 0) return ""
  let at = text.endsWith("\n") ? text.length - 1 : text.length
  for (let left = count; left > 0; left--) {
    at = text.lastIndexOf("\n", at - 1)
    if (at <= 0) return at === 0 && left === 1 ? text.slice(1) : text
  }
  return text.slice(at + 1)
}
