import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { completionLine } from "../src/shown/completionLine.ts"
import { bundlePath } from "../src/ensureBundle.ts"
import { errorOf, job, jobOf, makeRoot, startJob, startProgram, until } from "./command.ts"
import { outcomes, sampleJob, settledAs } from "./jobs.ts"

/** What a host does that watches the output of a command in its background. */
const linesIn = (text: string) =>
  text
    .split("\n")
    .filter((line) => line.startsWith("job-lifecycle: "))
    .map((line) => JSON.parse(line.slice("job-lifecycle: ".length)))

const detached = (root: string, script: string) =>
  Effect.map(job(root, ["run", "--detach", "--json", "--", "sh", "-c", script]), jobOf)

describe("the completion line", () => {
  it("is one short line of ids, tags and numbers, for every outcome, whatever a job is called", () => {
    const name = `${"x".repeat(10_000)}\n\u2028`
    const request = { ...sampleJob().request, name, command: [name] }
    for (const outcome of outcomes) {
      const line = completionLine(sampleJob({ ...settledAs(outcome, "Running"), request }))!
      assert.match(line, /^job-lifecycle: \{[\x20-\x7e]+\}\n$/)
      assert.isBelow(line.length, 512)
      assert.strictEqual(linesIn(line)[0].outcome, outcome._tag)
    }
  })

  it("is not said of a job that has not ended", () => {
    assert.isNull(completionLine(sampleJob()))
  })

  it.live("of a foreground run comes after what the command said, on a line of its own", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const script = "printf unfinished >&2; exit 3"
      const ran = yield* job(root, ["run", "--completion-fd", "2", "--", "sh", "-c", script])
      const [line] = linesIn(ran.stderr)
      assert.strictEqual(ran.code, 3)
      assert.isTrue(ran.stderr.startsWith("unfinished\n"))
      const { id, settledAt } = jobOf(yield* job(root, ["status", line.id, "--json"]))
      assert.deepStrictEqual(line, {
        v: 1,
        event: "settled",
        id,
        outcome: "Failed",
        exitCode: 3,
        work: "stopped",
        settledAt
      })
    })
  )

  it.live("of each of several jobs comes when that one has ended", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const gate = path.join(path.dirname(root), "gate")
      const slow = yield* detached(root, `while [ ! -e '${gate}' ]; do sleep 0.05; done`)
      const quick = yield* detached(root, "exit 5")
      const words = path.join(path.dirname(root), "words")
      const line = `exec '${process.execPath}' '${bundlePath}' wait ${slow.id} ${quick.id} --json --completion-fd 3 3> '${words}'`
      const waiting = yield* startProgram(root, ["sh", "-c", line])
      const said = Effect.sync(() =>
        fs.existsSync(words) ? linesIn(fs.readFileSync(words, "utf8")) : []
      )
      yield* until(
        "the quick one was told",
        Effect.map(said, (lines) => lines.length === 1)
      )
      assert.deepInclude((yield* said)[0], { id: quick.id, outcome: "Failed", exitCode: 5 })
      fs.writeFileSync(gate, "")
      assert.strictEqual((yield* waiting.ended).code, 5)
      assert.deepStrictEqual(
        (yield* said).map((each) => [each.id, each.exitCode]),
        [
          [quick.id, 5],
          [slow.id, 0]
        ]
      )
    })
  )

  it.live("of any of several jobs is said of the first alone", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const slow = yield* detached(root, "exec sleep 60")
      const quick = yield* detached(root, "exit 0")
      const any = yield* job(root, ["wait", slow.id, quick.id, "--any", "--completion-fd", "2"])
      assert.deepStrictEqual(
        linesIn(any.stderr).map(({ exitCode, id }) => [id, exitCode]),
        [[quick.id, 0]]
      )
    })
  )

  it.live("of result --wait is there when the wait ends, and nowhere when ours gave up", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = yield* detached(root, "exec sleep 60")
      const given = ["--completion-fd", "2"]
      const gaveUp = yield* job(root, ["wait", id, "--timeout", "100ms", ...given])
      assert.deepStrictEqual([gaveUp.code, linesIn(gaveUp.stderr)], [123, []])
      const waiting = yield* startJob(root, ["result", id, "--wait", "--json", ...given])
      yield* job(root, ["cancel", id])
      const ended = yield* waiting.ended
      assert.deepStrictEqual([ended.code, jobOf(ended).outcome?.tag], [120, "Cancelled"])
      assert.deepInclude(linesIn(ended.stderr)[0], { id, outcome: "Cancelled", exitCode: 120 })
    })
  )

  for (const [args, why] of [
    [["run", "--completion-fd", "99", "--", "true"], /no open descriptor/],
    [["run", "--completion-fd", "stderr", "--", "true"], /no open descriptor/],
    [["run", "--json", "--completion-fd", "1", "--", "true"], /contradicts --json/],
    [["run", "--detach", "--completion-fd", "2", "--", "true"], /job wait/]
  ] as const) {
    it.live(`nothing is started where it cannot be written: job ${args.join(" ")}`, () =>
      Effect.gen(function* () {
        const root = yield* makeRoot
        const refused = yield* job(root, args)
        assert.strictEqual(refused.code, 2)
        assert.match(refused.stderr + refused.stdout, why)
        assert.isFalse(fs.existsSync(root))
      })
    )
  }

  it.live("is never written on what the runtime itself has open", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      // Nobody opened these for it; some belong to the runtime, whichever that are.
      for (let fd = 3; fd < 28; fd++) {
        const given = ["wait", "0", "--completion-fd", `${fd}`, "--json"]
        assert.deepInclude(errorOf(yield* job(root, given)), { field: "--completion-fd" }, `${fd}`)
      }
    })
  )

  it.live("that nobody takes changes nothing", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const script = `'${process.execPath}' '${bundlePath}' run --completion-fd 3 -- sh -c 'exit 6' 3>&1 >/dev/null | :; echo \${PIPESTATUS[0]}`
      const ran = yield* (yield* startProgram(root, ["bash", "-c", script])).ended
      assert.strictEqual(ran.stdout, "6\n")
    })
  )
})
