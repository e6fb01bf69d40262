import type { Job, JobId, Settlement } from "@job-lifecycle/engine"
import { FileJobStore, NodeOwner } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { eachLine } from "../eachLine.ts"
import { openPlatform } from "../openPlatform.ts"
import { say } from "../say.ts"

/** How a fresh process finds a job after everything is over, in one read. */
export type Judged =
  | { readonly id: string; readonly error: string }
  | {
      readonly id: string
      readonly error: null
      readonly name: string
      readonly state: string
      readonly settlement: Settlement | null
      readonly read: boolean
      readonly ownerPid: number | null
      readonly claimedAt: number
      readonly result: unknown
      readonly said: number
      readonly logged: number
      readonly asked: boolean
      readonly unreadable: ReadonlyArray<string>
    }

/** What the parent asks: one read of each of these, all ids there are, or the end of all work. */
export type Question =
  | { readonly read: ReadonlyArray<JobId> }
  | { readonly find: string }
  | { readonly reconcile: true }

/** A fresh process, which reads what the storm has left. */
export const judgeWorker = async (root: string): Promise<void> => {
  const { runtime, jobs } = await openPlatform(root)
  const store = FileJobStore.make({ root })
  const read = (id: JobId) =>
    jobs.get(id).pipe(
      Effect.flatMap((job) =>
        Effect.map(jobs.readLog(id, { offset: 0 }), ({ text }) => judged(job, text))
      ),
      Effect.catch((error) =>
        Effect.succeed<Judged>({ id, error: `${error._tag}: ${error.message}` })
      )
    )
  await eachLine(async (question: Question) => {
    if ("find" in question) return say(await runtime.runPromise(store.find(question.find)))
    if ("reconcile" in question) {
      const { damaged } = await runtime.runPromise(jobs.reconcile)
      const active = await runtime.runPromise(store.active)
      return say({ damaged: damaged.map(({ message }) => message), active })
    }
    for (const id of question.read) say(await runtime.runPromise(read(id)))
  })
  await runtime.dispose()
}

const isNodeOwner = Schema.is(NodeOwner)

const judged = (job: Job, log: string): Judged => {
  const settled = job.state._tag === "Settled" ? job.state : null
  const owner = job.owner?.value
  return {
    id: job.id,
    error: null,
    name: job.request.name,
    state: job.state._tag,
    settlement: settled?.settlement ?? null,
    read: settled?.read ?? false,
    ownerPid: isNodeOwner(owner) ? owner.pid : null,
    claimedAt: job.startedAt ?? 0,
    result: job.result,
    said: Number(job.message ?? 0),
    logged: log.split("\n").filter((line) => /^line \d+ of /.test(line)).length,
    asked: job.cancel !== null,
    unreadable: job.unreadable
  }
}
