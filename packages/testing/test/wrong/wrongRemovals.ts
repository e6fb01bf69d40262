import type { JobFacts, JobId } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type { Backing, Change, Store } from "./wrongStore.ts"

/** Wrong: what is recorded between the judgement and the removal goes without having been judged. */
export const judgesThenRemoves: Change = (store) => ({
  remove: (id, mayGo) =>
    Effect.gen(function* () {
      const facts = yield* read(store, id)
      if (facts === null) return "NoJob"
      if (!mayGo(facts)) return "Refused"
      yield* Effect.yieldNow
      return yield* store.remove(id, () => true)
    })
})

/** Wrong: what is recorded between the reading and the judgement is not in what is judged. */
export const judgesWhatItHadRead: Change = (store) => ({
  remove: (id, mayGo) =>
    Effect.gen(function* () {
      const facts = yield* read(store, id)
      yield* Effect.yieldNow
      yield* Effect.yieldNow
      return facts === null ? "NoJob" : yield* store.remove(id, () => mayGo(facts))
    })
})

const read = (store: Store, id: JobId): Effect.Effect<JobFacts | null> =>
  Effect.orElseSucceed(store.facts(id), () => null)

/** What a job has beside its submission and its outcome. */
type Left = "armed" | "log" | "progress" | "cancel" | "claim" | "result"

/** Wrong: a removed job's submission and outcome go, and the rest is the next one's of its id. */
export const leaves =
  (...what: ReadonlyArray<Left>): Change =>
  (store, backing) => {
    const left = new Map<string, Job>()
    return {
      remove: (id, mayGo) =>
        Effect.suspend(() => {
          const job = backing.jobs.get(id)
          return Effect.tap(store.remove(id, mayGo), (removal) =>
            Effect.sync(() => removal === "Removed" && left.set(id, job!))
          )
        }),
      submit: (created) =>
        Effect.tap(store.submit(created), () =>
          Effect.sync(() => {
            const [earlier, job] = [left.get(created.id), backing.jobs.get(created.id)]
            if (earlier === undefined || job === undefined) return
            left.delete(created.id)
            for (const name of what) inherit(earlier, job, name)
          })
        )
    }
  }

type Job = Backing["jobs"] extends Map<JobId, infer A> ? A : never

const inherit = (earlier: Job, job: Job, name: Left): void => {
  if (name === "armed") job.armed = earlier.armed
  else if (name === "log") job.log = earlier.log
  else if (name === "progress") job.progress = earlier.progress
  else if (earlier.facts.has(name)) job.facts.set(name, earlier.facts.get(name))
}
