import * as Effect from "effect/Effect"
import { checkOptions, flag, judgedElsewhere } from "./model/checkOptions.ts"
import type { JobNotFound, JobStoreError } from "./model/errors.ts"
import { InvalidRequest } from "./model/errors.ts"
import type { JobId } from "./model/JobId.ts"
import type { LogPage, LogRange } from "./contracts/JobStore.ts"
import { JobStore } from "./contracts/JobStore.ts"
import { wholeNumber } from "./model/wholeNumber.ts"

/** Reads a part of a job's log. An invalid range is refused. */
export const readLog = Effect.fnUntraced(function* (
  id: JobId,
  range: LogRange
): Effect.fn.Return<LogPage, InvalidRequest | JobNotFound | JobStoreError, JobStore> {
  yield* checkOptions<object>(range, rangeOptions)
  const { asBytes, maxBytes, offset, tailBytes } = range as Either
  const isTail = tailBytes !== undefined && tailBytes !== null
  if (isTail && offset !== undefined && offset !== null) return yield* both
  const isBounded = maxBytes !== undefined && maxBytes !== null
  if (isBounded && (isTail || (yield* wholeNumber("maxBytes", maxBytes)) < longestCharacter)) {
    return yield* isTail ? boundedTail : tooNarrow
  }
  const part = isTail
    ? { tailBytes: yield* wholeNumber("tailBytes", tailBytes) }
    : { offset: yield* wholeNumber("offset", offset!), maxBytes: isBounded ? maxBytes : undefined }
  return yield* (yield* JobStore).readLog(id, { ...part, asBytes })
})

/** As a host without types may give it. */
interface Either {
  readonly offset?: number
  readonly maxBytes?: number
  readonly tailBytes?: number
  readonly asBytes?: boolean
}

const both = new InvalidRequest({
  field: "tailBytes",
  message: "offset and tailBytes are two ways to name a part of the log: give one of them."
})

const boundedTail = new InvalidRequest({
  field: "maxBytes",
  message: "maxBytes bounds what is read from an offset on: tailBytes says itself how much is read."
})

/** Bytes of UTF-8. A page that could hold less might hold none, and never come to the next. */
const longestCharacter = 4

const tooNarrow = new InvalidRequest({
  field: "maxBytes",
  message: "maxBytes is less than a character may take: give a whole number, 4 or more."
})

const rangeOptions = {
  offset: judgedElsewhere,
  maxBytes: judgedElsewhere,
  tailBytes: judgedElsewhere,
  asBytes: flag
}
