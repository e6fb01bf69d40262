import { assert, describe, it } from "@effect/vitest"
import { Outcome, TimelineEvent } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { tell, tellTimeline } from "../src/shown/tellTimeline.ts"
import { documentOf, job, jobOf, makeRoot, startJob, until } from "./command.ts"
import { sampleJob, settledAs } from "./jobs.ts"

describe("job explain", () => {
  it.live("tells the life of a job whose owner was killed, and who found that out", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const script = "echo working; exec sleep 60"
      const owner = yield* startJob(root, ["run", "--name", "nightly", "--", "sh", "-c", script])
      yield* owner.printed("working")
      const id = yield* onlyId(root)
      // It is passed through before it is kept.
      yield* until(
        "its output is kept",
        Effect.map(job(root, ["logs", id]), (logs) => logs.stdout === "working\n")
      )
      owner.child.kill("SIGKILL")
      yield* owner.ended
      const { code, stdout } = yield* job(root, ["explain", id])
      assert.strictEqual(code, 0)
      const [head, , ...lines] = stdout.trimEnd().split("\n")
      assert.match(head!, /^[0-9a-f]{8} nightly: its owner died without a word/)
      const told = [
        `submitted by pid ${owner.pid} on `,
        `claimed by pid ${owner.pid} on `,
        "started sh (pid ",
        "wrote its last output",
        "Orphaned, recorded by a reader: its owner died without a word"
      ]
      const order = told.map((words) => lines.findIndex((line) => line.includes(words)))
      assert.notInclude(order, -1, stdout)
      assert.deepStrictEqual(
        order,
        order.toSorted((one, two) => one - two),
        stdout
      )
      assert.include(lines, "  | working")
    })
  )

  it.live("tells the rest where the log cannot be read, and that it cannot (I8)", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id, logFile } = jobOf(yield* job(root, ["run", "--json", "--", "echo", "told"]))
      const stranger = path.join(root, "stranger")
      fs.writeFileSync(stranger, "precious")
      fs.rmSync(logFile!)
      fs.symlinkSync(stranger, logFile!)
      const { code, stderr, stdout } = yield* job(root, ["explain", id])
      assert.strictEqual(code, 125)
      assert.include(stdout, "wrote its last output")
      assert.notInclude(stdout, "precious")
      assert.include(stderr, `Could not read the log of job ${id}`)
      const answer = yield* job(root, ["explain", id, "--json"])
      assert.strictEqual(answer.code, 125)
      const document = documentOf(answer)
      assert.notProperty(document, "output")
      assert.property(document, "timeline")
      const damaged = "damaged" in document ? document.damaged : []
      assert.strictEqual(damaged?.[0]?.tag, "JobStoreError")
      assert.include(damaged?.[0]?.message, `Could not read the log of job ${id}`)
    })
  )

  it.live("shows control characters of names, reasons and output instead of obeying them", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const evil = "a\u001b[2Jb"
      const line = ["run", "--json", "--name", evil, "--", "printf", "%s", evil]
      const { id } = jobOf(yield* job(root, line))
      const { stdout } = yield* job(root, ["explain", id])
      assert.notInclude(stdout, "\u001b")
      assert.lengthOf(stdout.match(/a\\e\[2Jb/g)!, 2, "its name and its output")
      const request = { by: evil, requestedAt: 1_000, reason: evil, nonce: "n" as never }
      const asked = TimelineEvent.CancelRequested({ at: 1_000, cancel: request })
      const told = tellTimeline({ job: sampleJob(), events: [asked] })
      assert.include(told, "asked to cancel by a\\e[2Jb (a\\e[2Jb)")
    })
  )

  it("says of an outcome that nobody could record, or whose record is unreadable, who found it", () => {
    const outcome = Outcome.cases.Lost.make({ reason: "why", lastSeenAt: 1_000 })
    const job = sampleJob(settledAs(outcome))
    if (job.state._tag !== "Settled") return assert.fail()
    const settlement = { ...job.state.settlement, settledBy: "Reader" as const }
    const event = TimelineEvent.Settled({ at: 4_000, settlement })
    assert.match(tell(event, job), /^Lost, recorded by a reader: /)
    for (const changes of [{ saved: false }, { unreadable: ["outcome"] }]) {
      const told = tell(event, { ...job, ...changes })
      assert.match(told, /^Lost, found by this reader, and not recorded: /)
    }
  })

  it("tells a time that no calendar has as the number that is on record, in its place", () => {
    const job = sampleJob(settledAs(Outcome.cases.Completed.make({ result: "ExitCode" })))
    for (const at of [8_640_000_000_000_001, -8_640_000_000_000_001, Number.MAX_SAFE_INTEGER]) {
      const events = [TimelineEvent.Read({ at: 4_000 }), TimelineEvent.Read({ at })]
      const [first, second] = tellTimeline({ events, job }).trimEnd().split("\n")
      assert.match(second!, new RegExp(`^  ${at} ms `))
      assert.strictEqual(second!.indexOf("its outcome"), first!.indexOf("its outcome"), second!)
    }
  })

  it.live("tells the life of a job whose record or file has such a time", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id, logFile } = jobOf(yield* job(root, ["run", "--json", "--", "true"]))
      const record = path.join(path.dirname(logFile!), "command.json")
      const text = fs.readFileSync(record, "utf8")
      fs.writeFileSync(record, text.replace(/"startedAt":\d+/, `"startedAt":${2 ** 53 - 1}`))
      const { code, stderr, stdout } = yield* job(root, ["explain", id])
      assert.deepStrictEqual([code, stderr], [0, ""])
      assert.match(stdout, /^ {2}9007199254740991 ms .* started true/m)
    })
  )

  it.live("prints the same as one document, and marks nothing as read", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const ran = jobOf(yield* job(root, ["run", "--detach", "--json", "--", "sh", "-c", "exit 3"]))
      yield* job(root, ["wait", ran.id])
      const first = documentOf(yield* job(root, ["explain", ran.id, "--json"]))
      const second = documentOf(yield* job(root, ["explain", ran.id, "--json"]))
      assert.deepStrictEqual(second, first)
      assert.isTrue("timeline" in first)
      if (!("timeline" in first)) return
      assert.deepInclude(first.job.outcome, { tag: "Failed", exitCode: 3 })
      const events = first.timeline!.map(({ event }) => event)
      assert.includeMembers([...events], ["submitted", "claimed", "workStarted", "settled", "read"])
    })
  )

  it.live("says of a job that goes on what is known of it, and of an unknown id what to do", () =>
    Effect.gen(function* () {
      const root = yield* makeRoot
      const { id } = jobOf(yield* job(root, ["run", "--detach", "--json", "--", "sleep", "60"]))
      const open = yield* job(root, ["explain", id])
      assert.match(open.stdout, /^[0-9a-f]{8} sleep 60: running\n/)
      assert.notInclude(open.stdout, "recorded by")
      yield* job(root, ["cancel", id])
      const unknown = yield* job(root, ["explain", "ffff"])
      assert.strictEqual(unknown.code, 2)
      assert.match(unknown.stderr, /No job "ffff"/)
    })
  )
})

const onlyId = (root: string) =>
  Effect.map(job(root, ["status", "--json"]), (ended) => {
    const document = documentOf(ended)
    return "jobs" in document ? document.jobs[0]!.id : ""
  })
