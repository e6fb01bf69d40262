import * as Effect from "effect/Effect"
import { checkOptions, flag, judgedElsewhere } from "./model/checkOptions.ts"
import type { InvalidRequest, JobNotFound, JobStoreError } from "./model/errors.ts"
import type { JobId } from "./model/JobId.ts"
import type { LogPage, LogRange } from "./contracts/JobStore.ts"
import { JobStore } from "./contracts/JobStore.ts"
import { wholeNumber } from "./model/wholeNumber.ts"

/** Reads a part of a job's log. A range that is none is refused, and no part is made up for it. */
export const readLog = Effect.fnUntraced(function* (
  id: JobId,
  range: LogRange
): Effect.fn.Return<LogPage, InvalidRequest | JobNotFound | JobStoreError, JobStore> {
  yield* checkOptions<object>(range, rangeOptions)
  yield* "tailBytes" in range
    ? wholeNumber("tailBytes", range.tailBytes)
    : wholeNumber("offset", range.offset)
  return yield* (yield* JobStore).readLog(id, range)
})

const rangeOptions = { offset: judgedElsewhere, tailBytes: judgedElsewhere, asBytes: flag }
