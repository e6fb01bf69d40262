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

  it.live("shows what is no text as it came, as the result does", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const script = "printf 'one\\ncaf\\351 \\200\\377\\n\\360'"
      const { id } = jobOf(yield* job(root, ["run", "--json", ...inShell(script)]))
      const [one, two] = ["one\n", "caf\u00e9 \u0080\u00ff\n\u00f0"]
      const ways: ReadonlyArray<readonly [ReadonlyArray<string>, string]> = [
        [["logs", id], one + two],
        [["logs", id, "-f"], one + two],
        [["logs", id, "--tail", "2"], two],
        [["result", id], one + two]
      ]
      const file = path.join(path.dirname(root), "shown")
      for (const [args, expected] of ways) {
        const under = ["sh", "-c", `exec "$@" > ${file}`, "sh"]
        assert.strictEqual((yield* job(root, args, { under })).code, 0)
        assert.strictEqual(fs.readFileSync(file, "latin1"), expected, args.join(" "))
      }
    })
  )
})
