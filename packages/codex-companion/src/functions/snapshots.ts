import { setTimeout as pause } from "node:timers/promises"
import type { ShownJob } from "../present/enrichJob.ts"
import { enrichJob } from "../present/enrichJob.ts"
import type { SessionRuntime } from "../present/sessionRuntime.ts"
import { sessionRuntime } from "../present/sessionRuntime.ts"
import { isActive } from "../records/HostJob.ts"
import type { HostConfig } from "../records/HostState.ts"
import { jobIdOf } from "../records/jobIdOf.ts"
import { now } from "../records/now.ts"
import { openCompanion } from "./Companion.ts"
import { matchReference } from "./matchReference.ts"
import { readWorkspace } from "./readJobs.ts"
import type { Reading } from "./Reading.ts"
import type { Environment } from "../process/Environment.ts"
import { ofSession, sessionOf } from "./sessionOf.ts"
import { tellOtherPlaces } from "../workspace/tellOtherPlaces.ts"
import { whereKept } from "../workspace/whereKept.ts"

export interface SnapshotOptions {
  readonly env?: Environment | undefined
  readonly all?: boolean | undefined
  readonly maxJobs?: number | undefined
  readonly maxProgressLines?: number | undefined
}

/** What the host's `status` shows. */
export interface StatusSnapshot {
  readonly workspaceRoot: string
  readonly config: HostConfig
  readonly sessionRuntime: SessionRuntime
  readonly running: ReadonlyArray<ShownJob>
  readonly latestFinished: ShownJob | null
  readonly recent: ReadonlyArray<ShownJob>
  readonly needsReview: boolean
}

const defaultJobs = 8

/** The jobs of this session, or of all outside of one: open ones, the latest finished, the recent. */
export const buildStatusSnapshot = async (
  cwd: string,
  options: SnapshotOptions = {}
): Promise<StatusSnapshot> => {
  tellOtherPlaces(cwd)
  return statusOf(await readWorkspace(cwd), options)
}

export const statusOf = (
  { config, host, jobs: all, workspaceRoot }: Reading,
  options: SnapshotOptions
): StatusSnapshot => {
  const jobs = ofSession(all, sessionOf(options.env))
  const shown = { maxProgressLines: options.maxProgressLines }
  const latest = jobs.find((job) => !isActive(job)) ?? null
  const recent = (options.all ? jobs : jobs.slice(0, options.maxJobs ?? defaultJobs)).filter(
    (job) => !isActive(job) && job.id !== latest?.id
  )
  return {
    workspaceRoot,
    config,
    sessionRuntime: sessionRuntime(options.env ?? process.env, host.files.folder),
    running: jobs.filter(isActive).map((job) => enrichJob(job, shown)),
    latestFinished: latest === null ? null : enrichJob(latest, shown),
    recent: recent.map((job) => enrichJob(job, shown)),
    needsReview: config.stopReviewGate === true
  }
}

export interface JobSnapshot {
  readonly workspaceRoot: string
  readonly job: ShownJob
}

/** One job, whatever session it belongs to. */
export const buildSingleJobSnapshot = (
  cwd: string,
  reference: string,
  options: SnapshotOptions = {}
): Promise<JobSnapshot> =>
  whereKept(cwd, reference, async () => snapshotOf(await readWorkspace(cwd), reference, options))

export const snapshotOf = (
  { host, jobs, workspaceRoot }: Reading,
  reference: string,
  { maxProgressLines }: SnapshotOptions
): JobSnapshot => {
  const job = matchReference(jobs, reference) ?? host.projection.recordOf(reference)
  if (job === null) {
    throw new Error(
      `No job found for "${reference}" in ${host.files.folder}. Run /codex:status to inspect known jobs.`
    )
  }
  return { workspaceRoot, job: enrichJob(job, { maxProgressLines }) }
}

export interface WaitOptions extends SnapshotOptions {
  readonly timeoutMs?: unknown
  readonly pollIntervalMs?: unknown
}

const defaultWaitMillis = 240_000
const defaultPollMillis = 2_000
/** The longest timer that Node keeps: a longer one fires at once (nodejs.org/api/timers.html). */
const longestTimerMillis = 2 ** 31 - 1

/**
 * Waits until a job is over, or for so long. A job of ours is noticed when it ends, and not at the
 * next look; one of an older version is looked at again and again.
 */
export const waitForSingleJobSnapshot = (
  cwd: string,
  reference: string,
  options: WaitOptions = {}
): Promise<WaitedSnapshot> => whereKept(cwd, reference, () => waited(cwd, reference, options))

export interface WaitedSnapshot extends JobSnapshot {
  readonly waitTimedOut: boolean
  readonly timeoutMs: number
}

const waited = async (
  cwd: string,
  reference: string,
  options: WaitOptions
): Promise<WaitedSnapshot> => {
  const timeoutMs = Math.max(0, Number(options.timeoutMs) || defaultWaitMillis)
  const pollMillis = Math.max(100, Number(options.pollIntervalMs) || defaultPollMillis)
  const deadline = now() + timeoutMs
  const { host, jobs } = await openCompanion(cwd)
  let snapshot = snapshotOf(await readWorkspace(cwd), reference, options)
  const ours = host.projection.recordOf(snapshot.job.id) !== null
  while (isActive(snapshot.job) && now() < deadline) {
    const rest = deadline - now()
    const over = new AbortController()
    const limit = pause(Math.min(ours ? longestTimerMillis : pollMillis, rest), undefined, {
      signal: over.signal
    })
    const ended = ours
      ? jobs.wait(jobIdOf(snapshot.job.id), { signal: over.signal })
      : new Promise<never>(() => {})
    await Promise.race([limit, ended]).finally(() => over.abort())
    await Promise.allSettled(ours ? [limit, ended] : [limit])
    snapshot = snapshotOf(await readWorkspace(cwd), reference, options)
  }
  return { ...snapshot, waitTimedOut: isActive(snapshot.job), timeoutMs }
}
