import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { checkOptions, flag } from "./model/checkOptions.ts"
import type { InvalidRequest, JobStoreError } from "./model/errors.ts"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import type { LogPage, LogRange } from "./contracts/JobStore.ts"
import type { OwnerIdentity } from "./model/OwnerIdentity.ts"
import type { Listing, ListOptions } from "./list.ts"
import { listAsked } from "./list.ts"
import type { Reading } from "./contracts/Platform.ts"
import type { ReadError } from "./repair/reconcile.ts"
import { readLog } from "./readLog.ts"
import { reconcile } from "./repair/reconcile.ts"
import { activeSigns } from "./watching/activeSigns.ts"
import { signs } from "./watching/signs.ts"

/** Emits the job whenever something of it changed that shows; the last one has its outcome. */
export const follow = (
  id: JobId,
  platform: Context.Context<Reading>
): Stream.Stream<Job, ReadError> =>
  looks(id).pipe(Stream.changesWith(looksSame), Stream.provideContext(platform))

/**
 * Emits what is added to a job's log from an offset on, its beginning unless one is given, and ends with what there is when the job has
 * its outcome. No page is larger than a mebibyte, however much there is already.
 */
export const followLog = (
  id: JobId,
  offset: number | undefined,
  options: Pick<LogRange, "asBytes"> | undefined,
  platform: Context.Context<Reading>
): Stream.Stream<LogPage, InvalidRequest | ReadError> =>
  Stream.unwrap(Effect.map(howToFollow(options), (how) => pagesFrom(id, offset ?? 0, how))).pipe(
    Stream.provideContext(platform)
  )

const pagesFrom = (id: JobId, offset: number, { asBytes }: Pick<LogRange, "asBytes">) =>
  Stream.suspend(() => {
    let from = offset
    const readOn = Effect.suspend(() => readLog(id, { offset: from, maxBytes: pageBytes, asBytes }))
    const more = Effect.map(readOn, (page) => {
      from = page.nextOffset
      // Of a full one the rest of a character may be left out where it begins, and where it ends.
      const next = page.bytes.length > pageBytes - 8 ? Option.some(null) : Option.none()
      return [page.bytes.length === 0 ? [] : [page], next] as const
    })
    return Stream.flatMap(looks(id), () => Stream.paginate(null, () => more))
  })

const pageBytes = 1_048_576

/** Looked at when the stream is run: what cannot be read of the options fails that. */
const howToFollow = (options: Pick<LogRange, "asBytes"> | undefined) =>
  Effect.suspend(() => Effect.as(checkOptions(options ?? {}, { asBytes: flag }), options ?? {}))

/**
 * Emits the listing whenever it shows something else: at each change of the active set, and once a
 * second for what changed inside a job. Never ends.
 */
export const followAll = (
  options: ListOptions | undefined,
  platform: Context.Context<Reading>
): Stream.Stream<Listing, InvalidRequest | JobStoreError> =>
  activeSigns.pipe(
    Stream.mapEffect(() => listAsked(options)),
    Stream.changesWith(listsSame),
    Stream.provideContext(platform)
  )

const listsSame = (a: Listing, b: Listing): boolean =>
  a.jobs.length === b.jobs.length &&
  a.jobs.every((job, at) => looksSame(job, b.jobs[at]!)) &&
  Equal.equals(a.damaged, b.damaged)

/** The passing of time alone (how long a job was quiet) is no change. */
const looksSame = (a: Job, b: Job): boolean =>
  Equal.equals({ ...a, health: a.health._tag }, { ...b, health: b.health._tag })

/** Reconciles a job whenever it is time to look at it, until it has its outcome. */
const looks = (id: JobId): Stream.Stream<Job, ReadError, Reading> =>
  Stream.unwrap(Effect.map(signs(id), Stream.fromEffectRepeat)).pipe(
    Stream.mapAccumEffect(
      (): OwnerIdentity | null => null,
      (owner) => Effect.map(reconcile(id, "signal", owner), (job) => [job.owner, [job]] as const)
    ),
    Stream.takeUntil((job) => job.state._tag === "Settled")
  )
