import { stopForeign } from "../foreign/stopForeign.ts"
import type { HostJob } from "../records/HostJob.ts"
import { isActive } from "../records/HostJob.ts"
import { jobIdOf } from "../records/jobIdOf.ts"
import { cannotWrite } from "../store/cannotWrite.ts"
import type { HostStore } from "../store/HostJobStore.ts"
import { openCompanion } from "./Companion.ts"

/** A hook has about a second in all. What is not over by then is settled by whoever reads next. */
const grace = "300 millis"

/**
 * Ends what a session holds: its open jobs are asked to end, and its jobs leave the list. Other
 * sessions' are not touched. Every request is on record before anything is waited for, so that a hook
 * which is killed half-way has lost nothing; what is known of the jobs stays.
 */
export const endSession = async (cwd: string, sessionId: string | null): Promise<void> => {
  if (sessionId === null || sessionId === "") return
  const { host, jobs, workspaceRoot } = await openCompanion(cwd)
  const mine = host.projection.mend().jobs.filter((job) => job.sessionId === sessionId)
  const own = mine.filter(({ id }) => host.projection.isOurs(id))
  const foreign = mine.filter((job) => !own.includes(job))
  await host.together(async () => {
    const ending: Array<Promise<unknown>> = []
    for (const { id } of own.filter(isActive)) {
      const cancelling = jobs.cancel(jobIdOf(id), { by: "the end of its session", grace })
      ending.push(cancelling.catch(() => {}))
      // Of many jobs each is looked at several times: what else this process waits for has its turn (I11).
      await aTurn()
    }
    for (const job of foreign) if (isActive(job)) stopForeign(job, workspaceRoot)
    for (const { id } of own) ifWritable(() => host.files.release(id))
    ifWritable(() => takeOff(host, foreign))
    await Promise.all(ending)
  })
  ifWritable(() => host.projection.showAll(own.map(({ id }) => jobIdOf(id))))
}

const aTurn = () => new Promise<void>((resolve) => setImmediate(resolve))

const takeOff = (host: HostStore, foreign: ReadonlyArray<HostJob>): void => {
  if (foreign.length === 0) return
  const gone = new Set(foreign.map(({ id }) => id))
  for (const job of foreign) host.files.archive(job)
  host.projection.mend((state) => ({
    ...state,
    jobs: state.jobs.filter(({ id }) => !gone.has(id))
  }))
}

/** What cannot be taken off a list that cannot be written now stays on it, and keeps no session from its end. */
const ifWritable = (act: () => void): void => {
  try {
    act()
  } catch (error) {
    if (!cannotWrite(error)) throw error
  }
}
