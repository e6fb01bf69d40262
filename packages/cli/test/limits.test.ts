import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { isAlive, job, makeRoot, until } from "./command.ts"
import { lookAtLiving, stillLives } from "./lookAt.ts"
import { readersAgree } from "./readersAgree.ts"
import { runningJob } from "./runningJob.ts"

const deaf = "trap '' TERM INT HUP; echo $$; sh -c 'echo $$; exec sleep 600' & wait; sleep 600"

describe.runIf(process.platform === "linux")("a command that is deaf to SIGTERM", () => {
  for (const [limit, tag] of [
    ["--timeout", "TimedOut"],
    ["--silence", "Stalled"]
  ] as const) {
    for (const form of [[], ["--detach"]]) {
      const title = `is ${tag} past its limit, and killed with its child after its grace: job ${["run", ...form].join(" ")}`
      it.live(title, () =>
        Effect.gen(function* () {
          const root = yield* makeRoot
          const line = [...form, limit, "2s", "--grace", "200ms", "--", "sh", "-c", deaf]
          const { id, numbers, started } = yield* runningJob(root, line, { count: 2 })
          const processes = numbers.map(lookAtLiving)
          const owner = processes[0]!.parent
          yield* started.ended
          yield* job(root, ["wait", id])
          // The outcome is told before the work has stopped, and its owner ends after that.
          yield* until(
            "its owner has ended",
            Effect.sync(() => !isAlive(owner))
          )
          const { first, waited } = yield* readersAgree(root)
          assert.deepInclude(first, { settledBy: "owner", work: "stopped" })
          assert.deepStrictEqual([first.outcome?.tag, waited.code], [tag, 124])
          assert.deepStrictEqual(processes.filter(stillLives), [])
        })
      )
    }
  }
})
