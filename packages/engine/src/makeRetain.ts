import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { JobStore } from "./contracts/JobStore.ts"
import type { Reading } from "./contracts/Platform.ts"
import { pruneBy } from "./prune.ts"
import { defaultRetention } from "./model/retention.ts"

const dayMillis = 24 * 3_600_000

/** A pass that was cut short, by the end of its process above all, is due again after this. */
const againMillis = 60_000

/**
 * Makes what one process does at each of its submissions: to remove what goes by itself, when that
 * is due, once a day. It runs beside what the caller came for; its trouble is nobody's, and a later
 * submission finds it due again. A process that submits all day long asks the store once in a while.
 */
export const makeRetain = (): Effect.Effect<void, never, Reading> => {
  const asked: Asked = { until: Number.NEGATIVE_INFINITY }
  return retainIfDue(asked).pipe(
    Effect.catch((error) => Effect.logDebug(`Old jobs were not removed: ${error.message}`))
  )
}

/** Until when this process does not ask the store again, in milliseconds since the epoch. */
interface Asked {
  until: number
}

const retainIfDue = Effect.fnUntraced(function* (asked: Asked) {
  const now = yield* Clock.currentTimeMillis
  if (now < asked.until) return
  asked.until = now + againMillis
  const store = yield* JobStore
  const dueAt = yield* store.retentionDueAt
  // Further away than a day means that the clock was set back.
  if (dueAt !== null && now < dueAt && dueAt - now <= dayMillis) return
  yield* store.postponeRetention(now + againMillis)
  let removed = 0
  const { refused } = yield* pruneBy(defaultRetention, false, () => void removed++)
  yield* store.sweep({ everywhere: false })
  // Nothing went of what was to go: it is tried again soon.
  if (refused !== null && removed === 0) return yield* refused
  yield* store.postponeRetention(now + dayMillis)
})
