import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { job, jobOf, makeRoot, startJob } from "./command.ts"

const inShell = (script: string) => ["--", "sh", "-c", script]

describe("job logs", () => {
  it.live("follows a job to its outcome, and ends then", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const go = path.join(path.dirname(root), "go")
      const script = `echo one; while [ ! -e ${go} ]; do sleep 0.05; done; echo two; echo three`
      const { id } = jobOf(yield* job(root, ["run", "--detach", "--json", ...inShell(script)]))
      const following = yield* startJob(root, ["logs", id, "-f"])
      yield* following.printed("one\n")
      fs.writeFileSync(go, "")
      const logs = yield* following.ended
      assert.deepStrictEqual([logs.code, logs.stdout], [0, "one\ntwo\nthree\n"])
    })
  )

  it.live("begins with the last lines, of a log larger than one read of it too", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(yield* job(root, ["run", "--json", ...inShell("seq 1 20000")]))
      const all = (yield* job(root, ["logs", id])).stdout
      assert.lengthOf(all.trimEnd().split("\n"), 20_000)
      for (const count of [0, 1, 3, 9_000, 30_000]) {
        const tail = (yield* job(root, ["logs", id, "--tail", String(count)])).stdout
        const expected =
          count === 0 ? "" : `${all.trimEnd().split("\n").slice(-count).join("\n")}\n`
        assert.strictEqual(tail, expected, `the last ${count} lines`)
      }
    })
  )
})
