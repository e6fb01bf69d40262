import { JobLifecycle } from "@job-lifecycle/engine"
import { commandRunner } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { exitCodeOf } from "../exitCode.ts"
import type { Handler } from "../Handler.ts"
import type { OwnPlan } from "../line/Plan.ts"

/** Owns a detached job: claims it, runs its command in a session of its own, and sees it to its end. */
export const own: Handler<OwnPlan> = (plan) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    // No folder is held, or kept from being unmounted, for as long as the job runs.
    process.chdir(path.parse(process.execPath).root)
    const { id, request } = yield* jobs.get(yield* jobs.find(plan.id))
    const runner = commandRunner({
      command: request.command ?? [],
      cwd: request.cwd ?? undefined,
      // Whatever it asks of its own job is in this store.
      env: { JOB_LIFECYCLE_ROOT: jobs.location },
      stdin: "ignore",
      output: "log",
      ownSession: true
    })
    return exitCodeOf(yield* jobs.own(id, runner, { dedicated: true }))
  })
