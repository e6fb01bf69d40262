import { assert, describe, it } from "@effect/vitest"
import { JobLifecycle } from "@job-lifecycle/engine"
import { NodePlatform } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { bundlePath } from "../src/ensureBundle.ts"
import { documentOf, job, jobOf, makeRoot, until } from "./command.ts"

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

  it.live("prints a value that is null, and never takes one that is damaged or gone for that", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const jobs = yield* Effect.flatMap(JobLifecycle, (jobs) =>
        Effect.forEach([1, 2, 3], () => jobs.run({ name: "nothing" }, () => Effect.succeed(null)))
      ).pipe(Effect.provide(NodePlatform.layer({ root })))
      const [whole, torn, gone] = jobs.map(({ id, logFile }) => ({
        id,
        file: path.join(logFile!, "..", "result.json")
      }))
      fs.writeFileSync(torn!.file, "{")
      fs.rmSync(gone!.file)
      const printed = yield* job(root, ["result", whole!.id])
      assert.deepStrictEqual([printed.code, printed.stdout], [0, "null\n"])
      assert.match(printed.stderr, /nothing: completed\n/)
      for (const { id } of [torn!, gone!]) {
        const lost = yield* job(root, ["result", id])
        assert.deepStrictEqual([lost.code, lost.stdout], [125, ""])
        assert.match(lost.stderr, /completed, but its result cannot be read: see job status/)
        const read = yield* job(root, ["result", id, "--json"])
        assert.deepStrictEqual([read.code, jobOf(read).unreadable], [125, ["result"]])
        assert.strictEqual((yield* job(root, ["wait", id])).code, 0, "the job itself has completed")
      }
    })
  )

  it.live("prints nothing of a function's value that a terminal obeys, and the value whole", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const value = { "\u202ea": "\u001b[2J\u009b2J\u2028" }
      const { id } = yield* Effect.flatMap(JobLifecycle, (jobs) =>
        jobs.run({ name: "hostile" }, () => Effect.succeed(value))
      ).pipe(Effect.provide(NodePlatform.layer({ root })))
      const { stdout } = yield* job(root, ["result", id])
      assert.match(stdout, /^[ -~\n]*$/)
      assert.deepStrictEqual(JSON.parse(stdout), value)
    })
  )

  it.live("prints at most 64 KiB, from the beginning of a line or at least of a character", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const printed = (script: string) =>
        Effect.gen(function* () {
          const { id } = jobOf(yield* job(root, ["run", "--json", ...inShell(script)]))
          return (yield* job(root, ["result", id])).stdout
        })
      const line = `${"x".repeat(30_000)}\n`
      const wide = yield* printed(
        "for n in 1 2 3 4; do head -c 30000 /dev/zero | tr '\\0' x; echo; done"
      )
      assert.isTrue(wide === line + line, "two whole lines")
      const endless = yield* printed(
        "i=0; while [ $i -lt 3000 ]; do printf 'ä€😀ää€ää€😀'; i=$((i+1)); done"
      )
      assert.isAbove(Buffer.byteLength(endless), 65_530)
      assert.isAtMost(Buffer.byteLength(endless), 65_536)
      assert.notInclude(endless, "\ufffd")
    })
  )

  it.live("begins its sentence on a line of its own where both outputs are one", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(yield* job(root, ["run", "--json", "--", "printf", "x"]))
      const apart = yield* job(root, ["result", id])
      assert.deepStrictEqual([apart.stdout, apart.stderr.split(" ", 1)[0]], ["x", id.slice(0, 8)])
      const both = spawnSync(
        "sh",
        ["-c", `"${process.execPath}" "${bundlePath}" result ${id} --root "${root}" 2>&1`],
        { encoding: "utf8" }
      )
      assert.strictEqual(both.stdout, `x\n${id.slice(0, 8)} printf x: completed\n`)
    })
  )

  it.live("is what makes a job read, and no status of it is", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(yield* job(root, ["run", "--detach", "--json", "--", "true"]))
      const shown = Effect.map(job(root, ["status", id, "--json"]), jobOf)
      yield* until(
        "it has ended",
        Effect.map(shown, ({ state }) => state === "settled")
      )
      assert.isFalse((yield* shown).read)
      yield* job(root, ["result", id])
      assert.isTrue((yield* shown).read)
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
