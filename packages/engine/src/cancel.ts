import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import { checkOptions, judgedElsewhere, text } from "./model/checkOptions.ts"
import type { InvalidRequest, JobNotFound, JobStoreError } from "./model/errors.ts"
import type { OwnedClaim } from "./model/facts.ts"
import type { Job } from "./model/Job.ts"
import type { JobId } from "./model/JobId.ts"
import { makeNonce } from "./model/JobId.ts"
import { JobStore } from "./contracts/JobStore.ts"
import { fromInput } from "./model/Limits.ts"
import { LivenessChannel } from "./contracts/LivenessChannel.ts"
import type { WorkState } from "./model/Outcome.ts"
import { OwnerProbe } from "./contracts/OwnerProbe.ts"
import type { Reading } from "./contracts/Platform.ts"
import type { ReadError } from "./repair/reconcile.ts"
import { reconcile } from "./repair/reconcile.ts"
import { lookUntil } from "./repair/lookUntil.ts"
import { shortened } from "./model/shortened.ts"
import { targetOf, WorkStopper } from "./contracts/WorkStopper.ts"

/** Who asks to cancel, and why. */
export interface CancelRequest {
  readonly by: string
  readonly reason?: string | undefined
  /** How long each step of stopping may take. Default: the job's own grace. */
  readonly grace?: Duration.Input | undefined
}

/** Two facts: how the job stands now, and whether its work is confirmed to have stopped. */
export interface CancelReport {
  readonly job: Job
  readonly work: WorkState
  /** The job was over before we asked. */
  readonly already: boolean
  /** Its work had run on, or had left something behind, and that was stopped by this call. */
  readonly stoppedWork: boolean
}

/**
 * Asks a job to end, and reports what came of it.
 *
 * The intent is on record first (so that it holds even if everything after fails), then the owner
 * is nudged to look at it and given the grace to settle and to stop its work, then what can be
 * proven to be the job's is signalled. Each step is bounded (I11). A job that finished first keeps
 * its outcome.
 */
export const cancel = Effect.fnUntraced(function* (
  id: JobId,
  request: CancelRequest
): Effect.fn.Return<CancelReport, InvalidRequest | ReadError, Reading> {
  yield* checkOptions(request, cancelRequest)
  const store = yield* JobStore
  const given = request.grace == null ? null : yield* fromInput("grace", request.grace)
  // Looks only: what is found running is stopped by this call, and told to be.
  const before = yield* reconcile(id, "leave")
  const grace = given ?? before.request.limits.graceMillis
  if (before.state._tag !== "Settled") yield* publishIntent(id, request)
  const claimed = yield* reconcile(id)
  if (claimed.state._tag === "Running") {
    yield* untilOwnerSettles(claimed, grace)
    const claim = (yield* store.facts(id)).claim
    const asked = yield* reconcile(id)
    if (asked.state._tag === "Running" && claim?._tag === "Owned") {
      yield* force(asked, claim, grace)
    }
  }
  const settled = yield* reconcile(id)
  if (settled.state._tag === "Settled" && settled.state.work === "Running") {
    // Nobody but us stops what a dead owner left.
    if (!(yield* isOwnerGone(settled))) yield* untilWorkStops(id, grace)
  }
  const seen = yield* confirmStopped(yield* reconcile(id), grace)
  return reportOf(before, seen, yield* reconcile(id, "stop"))
})

/** What was seen of the work: as it was found, and as it was left. */
interface Seen {
  readonly found: WorkState
  readonly left: WorkState
}

/** How a job stood before a cancel, what was seen of its work, and how it stands now, in two facts. Pure. */
const reportOf = (before: Job, { found, left }: Seen, job: Job): CancelReport => {
  // What is not there may be about to appear, or go on upstream: the record knows whether that can be.
  const work = left === "Stopped" && job.state._tag === "Settled" ? job.state.work : left
  const already = before.state._tag === "Settled"
  const ranOn = already && (before.state.work === "Running" || found === "Running")
  return { job, work, already, stoppedWork: ranOn && work === "Stopped" }
}

const cancelRequest = { by: { ...text, needed: true }, reason: text, grace: judgedElsewhere }

const publishIntent = Effect.fnUntraced(function* (
  id: JobId,
  request: CancelRequest
): Effect.fn.Return<void, JobNotFound | JobStoreError, JobStore> {
  const store = yield* JobStore
  yield* store.publishOnce(id, "cancel", {
    by: shortened(request.by),
    requestedAt: yield* Clock.currentTimeMillis,
    reason: request.reason == null ? null : shortened(request.reason),
    nonce: yield* makeNonce
  })
  yield* Effect.flatMap(LivenessChannel, (channel) => channel?.nudge(id) ?? Effect.void)
})

/**
 * Says what the work was found doing, and what it does now. A command that ended by itself may have left
 * processes behind; whoever cancels means them too.
 */
const confirmStopped = Effect.fnUntraced(function* (job: Job, graceMillis: number) {
  if (job.state._tag !== "Settled") return asFound(workOfOpen(job))
  const { claim } = yield* (yield* JobStore).facts(job.id)
  const nothingOutside = job.request.kind === "function" && job.work === null
  if (nothingOutside || claim?._tag !== "Owned") return asFound(job.state.work)
  const stopper = yield* WorkStopper
  const target = targetOf(claim, job.work)
  const found = yield* stopper.observe(target)
  // Nothing is on record that could be looked for, and whoever settled the job could see.
  if (found === "Unknown" && job.work === null) return asFound(job.state.work)
  if (found !== "Running") return asFound(found)
  return { found, left: yield* stopper.stop(target, { graceMillis }) }
})

/** Of a job whose owner cannot be examined nobody knows whether it runs (I7 unknown-stays-unknown). */
const workOfOpen = ({ health }: Job): WorkState =>
  health._tag === "Unknown" ? "Unknown" : "Running"

const asFound = (work: WorkState): Seen => ({ found: work, left: work })

/** A frozen owner cannot act, so nobody waits for it. */
const untilOwnerSettles = (job: Job, graceMillis: number) =>
  job.health._tag === "Frozen"
    ? Effect.void
    : within(job.id, graceMillis, (now) => now.state._tag === "Settled")

const isOwnerGone = ({ owner }: Job) =>
  owner === null
    ? Effect.succeed(true)
    : Effect.map(
        Effect.flatMap(OwnerProbe, (probe) => probe.observe(owner)),
        ({ _tag }) => _tag === "Gone"
      )

const untilWorkStops = (id: JobId, graceMillis: number) =>
  // The owner itself waits for the grace before it kills.
  within(id, 2 * graceMillis, (now) => now.state._tag === "Settled" && now.state.work !== "Running")

const within = (id: JobId, millis: number, done: (job: Job) => boolean) =>
  Effect.timeoutOption(lookUntil(id, done), Duration.millis(millis))

/**
 * The owner did not answer. Its process is ended only if it exists for this job alone; otherwise
 * only what the job started outside, and the owner settles when its runner ends of that. One that
 * settles after all, as a frozen one does that was woken by the request, is left to end by itself.
 */
const force = Effect.fnUntraced(function* (job: Job, claim: OwnedClaim, graceMillis: number) {
  const stopper = yield* WorkStopper
  const target = { ...targetOf(claim, job.work), includesOwner: claim.dedicated }
  const state = yield* Effect.raceFirst(
    stopper.stop(target, { graceMillis }),
    untilSettledByOwner(job.id)
  )
  if (state === "Stopped" && !claim.dedicated) {
    yield* within(job.id, graceMillis, (now) => now.state._tag === "Settled")
  }
})

/** While that cannot be read it is not so. */
const untilSettledByOwner = (id: JobId) =>
  lookUntil(
    id,
    ({ state }) => state._tag === "Settled" && state.settlement.settledBy === "Owner"
  ).pipe(
    Effect.as(null),
    Effect.catch(() => Effect.never)
  )
