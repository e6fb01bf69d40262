import { assert, describe, it } from "@effect/vitest"
import { JobLifecycle } from "@job-lifecycle/engine"
import { NodePlatform } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { job, jobOf, jobsOf, makeRoot } from "./command.ts"

describe("job list", () => {
  it.live("says that none match where a filter hides what there is", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      assert.strictEqual((yield* job(root, ["list"])).stdout, `No jobs in ${root}.\n`)
      yield* job(root, ["run", "--session", "here", "--", "true"])
      const said = (...line: ReadonlyArray<string>) =>
        Effect.map(job(root, ["list", ...line]), ({ stdout }) => stdout)
      assert.strictEqual(yield* said("--limit", "0"), `No job in ${root} matches --limit 0.\n`)
      assert.strictEqual(
        yield* said("--session", "there"),
        `No job in ${root} matches --session there.\n`
      )
      assert.strictEqual(yield* said("--session", ""), `No job in ${root} matches --session "".\n`)
      assert.include(yield* said("--session", "here"), "Completed")
    })
  )

  it.live("shows as many settled jobs as the help says, and all with --all", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      yield* Effect.flatMap(JobLifecycle, (jobs) =>
        Effect.repeat(
          jobs.run({ name: "short" }, () => Effect.succeed(0)),
          { times: 20 }
        )
      ).pipe(Effect.provide(NodePlatform.layer({ root })))
      const help = (yield* job(root, ["status", "--help"])).stdout
      const [, shown] = /not only the newest (\d+)/.exec(help)!
      assert.lengthOf(jobsOf(yield* job(root, ["status", "--json"])), Number(shown))
      assert.lengthOf(jobsOf(yield* job(root, ["status", "--json", "--all"])), 21)
    })
  )

  it.live("is 100 columns wide where no terminal reads it", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      yield* job(root, ["run", "--name", "n", "--", "true", "x".repeat(500)])
      const [, row] = (yield* job(root, ["list"])).stdout.split("\n")
      assert.lengthOf([...row!], 100)
    })
  )

  it.live("a job that was over is cancelled with a word that it was", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      const cancelled = yield* job(root, ["cancel", id])
      assert.strictEqual(cancelled.code, 0)
      assert.strictEqual(cancelled.stderr, `${id.slice(0, 8)} was over before: completed\n`)
    })
  )
})
