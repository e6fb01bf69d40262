import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { JobStoreError } from "./model/errors.ts"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import { JobStore } from "./contracts/JobStore.ts"
import { readAll } from "./repair/readAll.ts"
import type { Reading } from "./contracts/Platform.ts"
import { activeSigns } from "./watching/activeSigns.ts"

/**
 * Emits every job that has its outcome from now on, once, in the order of their ends as far as one
 * look shows several. Whose owner dies is settled on the way, within a second. Never ends.
 *
 * **Gotchas**: nothing is kept for whoever does not listen. A job that is submitted, ends and is
 * removed between two looks is not seen; nor is one that nobody saw open and that was settled by a
 * clock which had been set back.
 */
export const settledJobs = (
  platform: Context.Context<Reading>
): Stream.Stream<Job, JobStoreError> =>
  Stream.unwrap(
    Effect.map(standing, (before) => activeSigns.pipe(Stream.mapAccumEffect(() => before, look)))
  ).pipe(Stream.provideContext(platform))

/** What is known between two looks. */
interface Known {
  /** Jobs that were seen without an outcome, or could not be read when they were looked at. */
  readonly open: ReadonlySet<JobId>
  /** Settled jobs that are not told, or not told again; the newest of them. */
  readonly told: ReadonlySet<JobId>
  /** What ended before this is known, or not asked for. Wall milliseconds. */
  readonly since: number
}

/** How much of the newest settled jobs is read at first; more where all of it is new. */
const page = 64

/** How long an owner may take from the time of its outcome to the listing. */
const slackMillis = 5_000

/** Far more than ends within that. */
const mostTold = 10_000

/** What had an outcome before the first look; no job is judged for it. */
const standing = Effect.gen(function* () {
  const store = yield* JobStore
  const active = yield* store.active
  const outcomes = yield* Effect.forEach(active, (id) =>
    Effect.map(outcomeOf(id), (outcome) => [id, outcome !== null] as const)
  )
  const [newest] = yield* store.settled(1)
  const last = newest === undefined ? null : yield* outcomeOf(newest)
  const since = last?.settledAt ?? 0
  const known: Known = {
    open: new Set(outcomes.flatMap(([id, over]) => (over ? [] : [id]))),
    told: new Set([
      ...(yield* newestSince(since)),
      ...outcomes.flatMap(([id, over]) => (over ? [id] : []))
    ]),
    since
  }
  return known
})

/** One that cannot be read is none: every look tries again. */
const outcomeOf = (id: JobId) =>
  Effect.flatMap(JobStore, (store) => store.standing(id, "outcome")).pipe(
    Effect.orElseSucceed(() => null)
  )

const look = Effect.fnUntraced(function* (
  known: Known
): Effect.fn.Return<readonly [Known, Array<Job>], JobStoreError, Reading> {
  const store = yield* JobStore
  const active = yield* store.active
  // What was open and is not active any more has ended, wherever the listing has it.
  const candidates = new Set([...known.open, ...active].filter((id) => !known.told.has(id)))
  const watched = yield* readAll([...candidates], "signal")
  const isNew = (id: JobId) => !known.told.has(id) && !candidates.has(id)
  const listed = yield* newestSince(known.since)
  const unseen = listed.filter(isNew)
  const recent = (yield* readAll(unseen, "signal")).jobs
  const unsorted = [
    ...watched.jobs.filter((job) => endOf(job) !== null),
    ...recent.filter((job) => (endOf(job) ?? -1) >= known.since)
  ]
  const ended = unsorted.sort((one, two) => endOf(one)! - endOf(two)!)
  const told = new Set([...known.told, ...[...recent, ...ended].map(({ id }) => id)])
  const openOrUnread = new Set<string>(
    [...watched.jobs.filter((job) => endOf(job) === null), ...watched.damaged].map(({ id }) => id)
  )
  const newest = ended.at(-1)
  return [
    {
      open: new Set([...candidates].filter((id) => openOrUnread.has(id))),
      // What is listed now is met again, however much it is; one whose work runs on at every look.
      told: new Set([
        ...[...active, ...listed].filter((id) => told.has(id)),
        ...[...told].slice(-mostTold)
      ]),
      since:
        newest === undefined ? known.since : Math.max(known.since, endOf(newest)! - slackMillis)
    },
    ended
  ] as const
})

const endOf = ({ state }: Job): number | null =>
  state._tag === "Settled" ? state.settlement.settledAt : null

/** The newest settled jobs, back to one that ended before this time, or further. */
const newestSince = Effect.fnUntraced(function* (
  since: number,
  count = page
): Effect.fn.Return<ReadonlyArray<JobId>, JobStoreError, JobStore> {
  const newest = yield* (yield* JobStore).settled(count)
  const last = newest.at(-1)
  if (last === undefined || newest.length < count) return newest
  const outcome = yield* outcomeOf(last)
  if (outcome !== null && outcome.settledAt < since) return newest
  return yield* newestSince(since, count * 4)
})
