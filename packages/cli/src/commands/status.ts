import type { Job, ListOptions } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { details } from "../shown/details.ts"
import { exitCodes } from "../exitCode.ts"
import { damagedJson } from "../json/failureJson.ts"
import { jobJson } from "../json/jobJson.ts"
import type { Handler } from "../Handler.ts"
import type { StatusPlan } from "../line/Plan.ts"
import { printDocument } from "../json/printDocument.ts"
import { printFailures } from "../shown/printFailures.ts"
import { printTable } from "../shown/printTable.ts"
import { write } from "../stdio.ts"
import { visible } from "../shown/visible.ts"

/** Shows one job, or every open one and the newest settled ones. */
export const status: Handler<StatusPlan> = (plan) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    if (plan.id !== null) {
      const job = yield* jobs.get(yield* jobs.find(plan.id))
      if (plan.json) printDocument({ job: jobJson(job) })
      else yield* showOne(job)
      return 0
    }
    const listing = yield* listed({
      limit: plan.all ? Infinity : (plan.limit ?? undefined),
      session: plan.session ?? undefined
    })
    if (plan.json) {
      printDocument({ jobs: listing.jobs.map(jobJson), ...damagedJson(listing.damaged) })
    } else if (listing.jobs.length > 0) yield* printTable(listing.jobs)
    else if (listing.damaged.length === 0) write("stdout", none(plan, jobs.location))
    if (!plan.json) printFailures(listing.damaged)
    return listing.damaged.length === 0 ? 0 : exitCodes.storeUnusable
  })

/** Where the settled jobs cannot be listed the open ones are shown, and why these are all. */
const listed = Effect.fnUntraced(function* (options: ListOptions) {
  const jobs = yield* JobLifecycle
  return yield* Effect.catchTag(jobs.list(options), "JobStoreError", (refusal) =>
    Effect.matchEffect(jobs.list({ ...options, limit: 0 }), {
      onFailure: () => Effect.fail(refusal),
      onSuccess: (open) => Effect.succeed({ jobs: open.jobs, damaged: [...open.damaged, refusal] })
    })
  )
})

/** What a filter hides may be there all the same. */
const none = (plan: StatusPlan, location: string): string => {
  const filters = [
    ...(plan.session === null ? [] : [`--session ${plan.session || '""'}`]),
    ...(plan.limit === 0 ? ["--limit 0"] : [])
  ]
  return filters.length === 0
    ? `No jobs in ${visible(location)}.\n`
    : `No job in ${visible(location)} matches ${visible(filters.join(" "))}.\n`
}

const showOne = Effect.fnUntraced(function* (job: Job) {
  yield* printTable([job])
  write("stdout", details(job, yield* Clock.currentTimeMillis))
})
