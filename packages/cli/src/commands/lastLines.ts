import type { JobId, LogPage } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"

const firstReach = 16_384

/**
 * Reads the last lines of a job's log, from its end backwards, without reading the rest; never more
 * than `atMostBytes` of them. `asBytes` as `readLog` takes it.
 */
export const lastLines = Effect.fnUntraced(function* (
  id: JobId,
  count: number,
  { asBytes, atMostBytes = Infinity }: { readonly asBytes: boolean; readonly atMostBytes?: number }
) {
  const jobs = yield* JobLifecycle
  for (let reach = Math.min(firstReach, atMostBytes); ; reach *= 4) {
    const tailBytes = Math.min(reach, atMostBytes)
    const page = yield* jobs.readLog(id, { tailBytes, asBytes })
    // One character a byte, so that what is no text has lines too.
    const bytes = Buffer.from(page.bytes).toString("latin1")
    const lines = tailOf(bytes, count)
    // Enough lines, or the whole log.
    if (lines.length < bytes.length || page.nextOffset <= tailBytes) {
      return endOf(page, lines.length)
    }
    if (tailBytes === atMostBytes) return endOf(page, fromLineStart(lines).length)
  }
})

/** The last bytes of a page that begins or ends at lines there. */
const endOf = (page: LogPage, length: number): LogPage => {
  const bytes = page.bytes.subarray(page.bytes.length - length)
  return { ...page, bytes, text: Buffer.from(bytes).toString("utf8") }
}

/** Leaves out a first line that may be cut, unless it is the only one. */
const fromLineStart = (text: string): string => {
  const end = text.indexOf("\n")
  return end === -1 || end === text.length - 1 ? text : text.slice(end + 1)
}

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
