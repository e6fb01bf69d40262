import type { JobId, LogPage } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Stream from "effect/Stream"
import { asShown } from "../shown/asShown.ts"
import { unlogged } from "../shown/describe.ts"
import { lastLines } from "./lastLines.ts"
import type { Handler } from "../Handler.ts"
import type { LogsPlan } from "../line/Plan.ts"
import { rehearsed } from "../waiting/rehearsed.ts"
import { isTerminal, outputUnread, write } from "../stdio.ts"
import { whileRecorded } from "../waiting/whileRecorded.ts"

/** Prints a job's output; with `follow`, until the job has an outcome. */
export const logs: Handler<LogsPlan> = (plan) =>
  Effect.gen(function* () {
    const jobs = yield* JobLifecycle
    const id = yield* jobs.find(plan.id)
    const print = (page: LogPage) => write("stdout", asShown(page))
    // A terminal is shown no half of a character while the other one may follow.
    const asBytes = !(plan.follow && isTerminal("stdout"))
    const page =
      plan.tail === null
        ? yield* jobs.readLog(id, { offset: 0, asBytes })
        : yield* lastLines(id, plan.tail, { asBytes })
    print(page)
    if (plan.follow && !outputUnread()) {
      // A reader that has what it wanted (`job logs -f ID | head -1`) need not wait for the job.
      const followed = Stream.runForEachWhile(
        jobs.followLog(id, page.nextOffset, { asBytes }),
        (more) =>
          Effect.sync(() => {
            print(more)
            return !outputUnread()
          })
      )
      yield* whileRecorded("theirs", rehearsed(id, followed))
    }
    yield* tellUnlogged(id)
    return 0
  })

/** Says on the standard error that more was said than the log holds. What cannot be looked up is not said. */
const tellUnlogged = Effect.fnUntraced(function* (id: JobId) {
  const job = Option.getOrNull(yield* Effect.option((yield* JobLifecycle).get(id)))
  const said = job?.state._tag === "Settled" ? unlogged(job.state.settlement) : null
  if (said !== null) write("stderr", `job: ${said}.\n`)
})
