import { assert, describe, it } from "@effect/vitest"
import { Outcome } from "@job-lifecycle/engine"
import { describe as explain } from "../src/shown/describe.ts"
import { details } from "../src/shown/details.ts"
import { tailOf } from "../src/commands/lastLines.ts"
import { shortDuration } from "../src/shown/shortDuration.ts"
import { elapsed, table } from "../src/shown/table.ts"
import { visible, visibleOutput } from "../src/shown/visible.ts"
import { spawnSync } from "node:child_process"
import { failed, healths, neverStarted, outcomes, sampleJob, settledAs } from "./jobs.ts"

const plain = { now: 3_500, color: false, width: 1_000 }

describe("the table of jobs", () => {
  it("shows id, name, state, outcome, health, elapsed time and command", () => {
    const completed = sampleJob(settledAs({ _tag: "Completed", result: "ExitCode" }))
    assert.strictEqual(
      table([sampleJob(), completed], plain),
      [
        "ID        NAME      STATE    OUTCOME    HEALTH  ELAPSED  COMMAND",
        "3f2a9c1e  npm test  running  -          active  2.5s     npm test",
        "3f2a9c1e  npm test  settled  Completed  -       3s       npm test",
        ""
      ].join("\n")
    )
  })

  it("says under each job that died why, and what to do", () => {
    for (const outcome of outcomes) {
      const lines = table([sampleJob(settledAs(outcome))], plain)
        .trimEnd()
        .split("\n")
      if (outcome._tag === "Completed") assert.lengthOf(lines, 2)
      else {
        assert.lengthOf(lines, 3)
        assert.match(lines[2]!, /^ {2}↳ .+; .+$/)
      }
    }
  })

  it("says of work that outlives a completed job, and of an outcome that is not on record", () => {
    const completed = (over: object) =>
      table(
        [sampleJob({ ...settledAs({ _tag: "Completed", result: "Recorded" }), ...over })],
        plain
      )
    const settled = settledAs({ _tag: "Completed", result: "Recorded" }).state
    for (const [work, says] of [
      ["Running", "↳ completed. Its work is still running: job cancel 3f2a9c1e"],
      ["Unknown", "↳ completed. Whether its work still runs cannot be seen from here"]
    ] as const) {
      assert.include(completed({ state: { ...settled, work } }), says)
    }
    assert.include(completed({ saved: false }), "↳ completed. Not recorded yet")
  })

  it("has colour only when it is asked for, and the same text then", () => {
    const jobs = outcomes.map((outcome) => sampleJob(settledAs(outcome)))
    const colored = table(jobs, { ...plain, color: true })
    assert.notInclude(table(jobs, plain), "\u001b")
    assert.include(colored, "\u001b[31m")
    // oxlint-disable-next-line no-control-regex -- colours are what is taken away
    assert.strictEqual(colored.replace(/\u001b\[\d+m/g, ""), table(jobs, plain))
  })

  it("cuts commands to the width of the terminal", () => {
    const long = sampleJob()
    const job = { ...long, request: { ...long.request, command: ["x".repeat(300)] } }
    const [, row] = table([job], { ...plain, width: 90 }).split("\n")
    assert.lengthOf([...row!], 90)
  })

  it("keeps its columns under names of any writing, and cuts no character in two", () => {
    const named = (name: string) => {
      const job = sampleJob()
      return { ...job, request: { ...job.request, name, command: ["x".repeat(3), name] } }
    }
    /** By hand: the columns that each takes, as Unicode 17 and every terminal since has it. */
    const names = [
      ["tests", 5],
      ["東京テスト", 10],
      ["한국어", 6],
      ["cafe\u0301", 4],
      ["🚀 up", 5],
      ["𠀋", 2]
    ] as const
    const [title, ...rows] = table(
      names.map(([name]) => named(name)),
      { ...plain, width: 1_000 }
    ).split("\n")
    for (const [at, [name, columns]] of names.entries()) {
      const before = rows[at]!.slice(0, rows[at]!.indexOf(" running "))
      const padding = before.length - before.trimEnd().length
      assert.strictEqual(10 + columns + padding + 1, title!.indexOf("STATE"), name)
    }
    const long = [...Array(40)].map((_, at) => (at % 2 === 0 ? "長" : "𠀋")).join("")
    const [, row] = table([named(long)], { ...plain, width: 90 }).split("\n")
    assert.include(row, `  ${[...long].slice(0, 11).join("")}…  `)
    assert.isTrue(row!.isWellFormed())
    assert.match(row!, / xxx 長\S+…$/)
  })

  it("has a line for each of more jobs than a function takes arguments", () => {
    const job = sampleJob()
    assert.lengthOf(
      table(
        Array.from({ length: 130_000 }, () => job),
        plain
      ).split("\n"),
      130_002
    )
  })

  it("ends the time of a job that a reader found dead at its last sign", () => {
    const orphaned = settledAs({ _tag: "Orphaned", reason: "Exited", evidence: "" })
    const { state } = orphaned
    if (state?._tag !== "Settled") return assert.fail("not settled")
    const settlement = { ...state.settlement, settledBy: "Reader" as const, settledAt: 90_000 }
    const found = sampleJob({ state: { ...state, settlement }, lastEventAt: 3_000 })
    assert.strictEqual(elapsed(found, 100_000), 2_000)
    assert.strictEqual(elapsed(sampleJob({ ...orphaned, lastEventAt: 3_000 }), 100_000), 3_000)
    const mute = sampleJob({ state: { ...state, settlement }, lastEventAt: found.startedAt! })
    assert.isNull(elapsed(mute, 100_000))
    assert.match(table([mute], plain), / Orphaned .* - +npm test$/m)
  })

  it("says why in one line of which nobody scrolls", () => {
    const outcome = failed(1, null, "a".repeat(8_000))
    const [, , why] = table([sampleJob(settledAs(outcome))], plain).split("\n")
    assert.match(why!, /^ {2}↳ a{300} …; /)
  })

  it("shows control characters of names, commands and messages instead of obeying them", () => {
    const evil = "a\u001b[2Jb\u0007\n\u202ec\u009b\u2028\u2066\u2069\u200f\u061c"
    const base = sampleJob(settledAs({ _tag: "ClientExited", reason: evil, answered: false }))
    const request = { ...base.request, name: evil, command: [evil], session: evil }
    const shown = table([{ ...base, request }], plain) + details({ ...base, request }, 0)
    // oxlint-disable-next-line no-control-regex -- control characters are what is looked for
    assert.notMatch(shown, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    assert.notMatch(shown, /[\u2028\u2066\u2069\u200f\u061c]/)
    assert.include(shown, "a\\e[2Jb\\x07\\n\\u202ec\\x9b\\u2028\\u2066\\u2069\\u200f\\u61c")
  })
})

describe("the line about one job", () => {
  it("separates what it says with full stops, and shows a newline in a name as one", () => {
    const lost = sampleJob(
      settledAs(neverStarted("ENOENT", `The command "a\nb" was not found.`), "Unknown")
    )
    assert.strictEqual(
      explain({ ...lost, saved: false }),
      `never started: the command "a\\nb" was not found; correct the command and run it again. Whether its work still runs cannot be seen from here. Not recorded yet: it could not be written from here (no permission, or no space)`
    )
    const full = settledAs(neverStarted("EMFILE", "The command could not be started: EMFILE."))
    assert.match(
      explain(sampleJob(full)) ?? "",
      /; make room for it \(ulimit -a\) and run it again$/
    )
    const noOwner = Outcome.cases.NeverStarted.make({
      reason: "SpawnFailed",
      message: "its owner ended",
      code: null,
      stderrTail: ""
    })
    const unclaimed = sampleJob({ ...settledAs(noOwner), owner: null })
    assert.match(explain(unclaimed) ?? "", /; see job explain 3f2a9c1e, and run it again$/)
    const failure = failed(1, null, "first.\nsecond")
    assert.strictEqual(explain(sampleJob(settledAs(failure))), "first. …; see job logs 3f2a9c1e")
  })

  it("says that the end hook failed, of a job that completed too", () => {
    const ended = { at: 1, exitCode: 7, problem: "it exited with code 7" }
    const completed = settledAs({ _tag: "Completed", result: "ExitCode" })
    const told = (problem: string | null) =>
      explain(sampleJob({ ...completed, hook: { started: null, ended: { ...ended, problem } } }))
    assert.strictEqual(told(ended.problem), "completed. Its end hook failed: it exited with code 7")
    assert.isNull(told(null))
  })

  it("does not tell whoever pressed ^C to run it again", () => {
    const interrupted = explain(sampleJob(settledAs({ _tag: "Signalled", signal: "SIGINT" })))
    assert.strictEqual(interrupted, "interrupted by SIGINT; its output is kept: job logs 3f2a9c1e")
    const told = explain(sampleJob(settledAs({ _tag: "Signalled", signal: "SIGTERM" })))
    assert.include(told, "run it again")
  })

  it("promises no output of what was cancelled before it had begun", () => {
    const by = { by: "you", requestedAt: 0, reason: null }
    const cancelled = sampleJob(settledAs(Outcome.cases.Cancelled.make(by)))
    assert.strictEqual(
      explain(cancelled),
      "cancelled by you; its output is kept: job logs 3f2a9c1e"
    )
    const early = explain({ ...cancelled, startedAt: null, owner: null })
    assert.strictEqual(early, "cancelled by you; it had not begun")
  })

  it("does not tell to run again what is on record for a newer version", () => {
    const reason = "the outcome is of a newer version: update this program to see it"
    const lost = sampleJob(settledAs({ _tag: "Lost", reason, lastSeenAt: 0 }))
    const kept = "its output is kept: job logs 3f2a9c1e"
    for (const fact of ["outcome", "result"]) {
      assert.strictEqual(explain({ ...lost, newer: [fact] }), `lost: ${reason}; ${kept}`)
    }
    assert.strictEqual(explain(lost), `lost: ${reason}; run it again; ${kept}`)
  })

  it("names the trouble of an open job, and nothing when there is none", () => {
    const said = healths.map((health) => explain(sampleJob({ health })) !== null)
    assert.deepStrictEqual(said, [false, false, true, true, true, true, false])
  })

  it("says when the work of a job that died still runs", () => {
    const job = sampleJob(settledAs({ _tag: "Drained" }, "Running"))
    assert.include(explain(job), "still running: job cancel 3f2a9c1e")
    assert.include(explain(job), "; run it again once its work has ended; ", "or it is done twice")
  })
})

describe("small words", () => {
  it("time spans have two units at most", () => {
    const spans = [-1, 0, 840, 7_449, 59_999, 200_000, 7_500_000, 349_200_000]
    const said = ["0ms", "0ms", "840ms", "7.4s", "59s", "3m 20s", "2h 5m", "4d 1h"]
    assert.deepStrictEqual(spans.map(shortDuration), said)
  })

  it("the last lines of an output are whole, and an unfinished one counts", () => {
    assert.strictEqual(tailOf("a\nb\nc\n", 2), "b\nc\n")
    assert.strictEqual(tailOf("a\nb\nc", 2), "b\nc")
    assert.strictEqual(tailOf("a\nb\n", 5), "a\nb\n")
    assert.strictEqual(tailOf("\na\n", 1), "a\n")
    assert.strictEqual(tailOf("\n\n\n", 2), "\n\n")
    assert.strictEqual(tailOf("", 2), "")
    assert.strictEqual(tailOf("a\n", 0), "")
  })

  it("an output on a terminal keeps its lines and colours, and nothing else that a terminal obeys", () => {
    assert.strictEqual(
      visibleOutput("\u001b[31mred\u001b[0m\tx\r\n\u001b]0;title\u0007"),
      "\u001b[31mred\u001b[0m\tx\r\n\\e]0;title\\x07"
    )
    assert.strictEqual(visible("naïve 日本 \u{1f600}"), "naïve 日本 \u{1f600}")
  })

  it("an output on a terminal loses no colour, line or character where it is taken apart", () => {
    const piece = "\u001b[31mred\u001b[0m\r\n\u{1f600}\u0007"
    for (const [before, shown] of [
      ["x", "\\x07"],
      ["\n", "\\x07"]
    ] as const) {
      for (let length = 1_048_576 - 40; length < 1_048_576 + 2; length++) {
        const text = before.repeat(length)
        assert.isTrue(
          visibleOutput(text + piece) === text + piece.replace("\u0007", shown),
          `after ${length}`
        )
      }
    }
  })

  it("an output on a terminal may have any number of lines in a small memory", () => {
    const file = new URL("../src/shown/visible.ts", import.meta.url).href
    const program = `
      import { visibleOutput } from ${JSON.stringify(file)}
      const text = "\\n".repeat(16 * 1_048_576)
      process.exitCode = visibleOutput(text) === text ? 0 : 1`
    const small = ["--max-old-space-size=160", "--input-type=module", "--eval", program]
    const { status } = spawnSync(process.execPath, small, { stdio: "ignore" })
    assert.strictEqual(status, 0)
  })
})
