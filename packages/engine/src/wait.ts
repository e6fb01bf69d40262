import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import type { JobStoreError } from "./errors.ts"
import { JobNotFinished } from "./errors.ts"
import type { Job } from "./Job.ts"
import type { JobId } from "./JobId.ts"
import type { LogPage } from "./JobStore.ts"
import { JobStore } from "./JobStore.ts"
import type { OwnerIdentity } from "./OwnerIdentity.ts"
import type { Listing, ListOptions } from "./list.ts"
import { list } from "./list.ts"
import type { Reading } from "./Platform.ts"
import type { ReadError } from "./reconcile.ts"
import { reconcile } from "./reconcile.ts"
import { markRead } from "./run.ts"
import { runEndHook } from "./runEndHook.ts"
import { signs } from "./signs.ts"

const isSettled = (job: Job): boolean => job.state._tag === "Settled"

/** Reconciles at each change of the job's facts, and when its owner may have died silently. */
const looks = (id: JobId): Stream.Stream<Job, ReadError, Reading> =>
  signs(id).pipe(
    Stream.mapAccumEffect(
      (): OwnerIdentity | null => null,
      (owner) => Effect.map(reconcile(id, "signal", owner), (job) => [job.owner, [job]] as const)
    ),
    Stream.takeUntil(isSettled)
  )

/** Emits the job whenever something of it changed that shows; the last one has its outcome. */
export const follow = (
  id: JobId,
  platform: Context.Context<Reading>
): Stream.Stream<Job, ReadError> =>
  looks(id).pipe(Stream.changesWith(looksSame), Stream.provideContext(platform))

/**
 * Emits what is added to a job's log from an offset on, and ends with what there is when the job has
 * its outcome.
 */
export const followLog = (
  id: JobId,
  offset: number,
  platform: Context.Context<Reading>
): Stream.Stream<LogPage, ReadError> =>
  looks(id).pipe(
    Stream.mapAccumEffect(
      () => offset,
      (from) =>
        Effect.gen(function* () {
          const page = yield* (yield* JobStore).readLog(id, { offset: from })
          return [page.nextOffset, page.text === "" ? [] : [page]] as const
        })
    ),
    Stream.provideContext(platform)
  )

/**
 * Emits the listing whenever it shows something else: at each change of the active set, and once a
 * second for what changed inside a job. Never ends.
 */
export const followAll = (
  options: ListOptions | undefined,
  platform: Context.Context<Reading>
): Stream.Stream<Listing, JobStoreError> =>
  Stream.unwrap(
    Effect.map(JobStore, (store) =>
      Stream.merge(store.activeChanges, Stream.tick("1 second")).pipe(
        Stream.mapEffect(() => list(options)),
        Stream.changesWith(listsSame)
      )
    )
  ).pipe(Stream.provideContext(platform))

const listsSame = (a: Listing, b: Listing): boolean =>
  a.jobs.length === b.jobs.length &&
  a.jobs.every((job, at) => looksSame(job, b.jobs[at]!)) &&
  Equal.equals(a.damaged, b.damaged)

/** The passing of time alone (how long a job was quiet) is no change. */
const looksSame = (a: Job, b: Job): boolean =>
  Equal.equals({ ...a, health: a.health._tag }, { ...b, health: b.health._tag })

/** Waits for the outcome, however the job ends. */
export const wait = (id: JobId): Effect.Effect<Job, ReadError, Reading> =>
  Effect.gen(function* () {
    const last = yield* Stream.runLast(looks(id))
    yield* markRead(id)
    if (Option.isNone(last)) return yield* reconcile(id)
    if (last.value.request.onEnd === undefined) return last.value
    yield* runEndHook(id, "Reader")
    return yield* reconcile(id)
  })

/** Answers the job with its result, or says that it has none yet. */
export const result = (id: JobId): Effect.Effect<Job, JobNotFinished | ReadError, Reading> =>
  Effect.gen(function* () {
    const job = yield* reconcile(id)
    if (job.state._tag !== "Settled") {
      const searched = (yield* JobStore).location
      return yield* new JobNotFinished({ id, state: job.state._tag.toLowerCase(), searched })
    }
    yield* markRead(id)
    return job
  })
