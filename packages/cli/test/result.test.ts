import { assert, describe, it } from "@effect/vitest"
import { JobLifecycle } from "@job-lifecycle/engine"
import { NodePlatform } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { documentOf, job, jobOf, makeRoot } from "./command.ts"

const inShell = (script: string) => ["--", "sh", "-c", script]

describe("job result", () => {
  it.live("prints a command's last lines, and how it ended on stderr", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(
        yield* job(root, ["run", "--json", ...inShell("seq 100; echo broken >&2; exit 4")])
      )
      const result = yield* job(root, ["result", id])
      assert.strictEqual(result.code, 4)
      assert.lengthOf(result.stdout.trimEnd().split("\n"), 40)
      assert.include(result.stdout, "\n100\n")
      assert.match(result.stderr, /exited with code 4; see job logs/)
      const document = documentOf(yield* job(root, ["result", id, "--json"]))
      assert.strictEqual("output" in document ? document.output : null, result.stdout)
    })
  )

  it.live("prints the recorded value of a function's job", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = yield* Effect.flatMap(JobLifecycle, (jobs) =>
        jobs.run({ name: "sum" }, () => Effect.succeed({ sum: 42 }))
      ).pipe(Effect.provide(NodePlatform.layer({ root })))
      const result = yield* job(root, ["result", id.slice(0, 8)])
      assert.deepStrictEqual([result.code, JSON.parse(result.stdout)], [0, { sum: 42 }])
      assert.match(result.stderr, /sum: completed/)
    })
  )

  it.live("waits when it is told to", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(
        yield* job(root, ["run", "--detach", "--json", ...inShell("sleep 0.3; echo at last")])
      )
      const result = yield* job(root, ["result", id, "--wait"])
      assert.deepStrictEqual([result.code, result.stdout], [0, "at last\n"])
    })
  )
})
