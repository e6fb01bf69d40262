import { assert, describe, it } from "@effect/vitest"
import type { Job } from "@job-lifecycle/engine"
import { details } from "../src/shown/details.ts"
import { failureText, WrongUsage } from "../src/shown/failure.ts"
import { shortDuration } from "../src/shown/shortDuration.ts"
import { sampleJob } from "./jobs.ts"

/** What is said of a job beside its table, by the name of each line. */
const told = (job: Job): Record<string, string> =>
  Object.fromEntries(
    details(job, job.lastEventAt + 5_000)
      .split("\n")
      .map((line) => [line.slice(2, 13).trim(), line.slice(13)])
  )

const asked = (fields: Partial<Job["request"]>, hook: Partial<Job["hook"]> = {}): Job => {
  const job = sampleJob()
  return {
    ...job,
    request: { ...job.request, ...fields },
    hook: { started: null, ended: null, ...hook }
  }
}

describe("the facts about one job", () => {
  it("have a line each, and what there is none of has none", () => {
    const said = told(sampleJob({ phase: "two", message: null, unreadable: ["work", "late"] }))
    assert.deepInclude(said, { phase: "two", unreadable: "work, late", heard: "5s ago" })
    assert.notProperty(said, "message")
    assert.notProperty(told(sampleJob()), "unreadable")
  })

  it.for([
    ["command", "leave", true],
    ["command", "kill", false],
    ["function", "leave", false]
  ] as const)(
    "tell of a %s that is to be %s whether its command goes on: %s",
    ([kind, adopt, is]) => {
      const said = told(asked({ kind, adopt }))["adopt"]
      assert.strictEqual(said, is ? "leave: its command goes on when its owner dies" : undefined)
    }
  )

  it("tell how far its end hook has come", () => {
    const onEnd = "notify me"
    const started = { at: 1, by: sampleJob().submitter, nonce: "n" }
    const ended = { at: 2, exitCode: 0, problem: null }
    const said = [
      told(asked({})),
      told(asked({ onEnd })),
      told(asked({ onEnd }, { started })),
      told(asked({ onEnd }, { started, ended })),
      told(asked({ onEnd }, { started, ended: { ...ended, problem: "it was ended by SIGKILL" } }))
    ].map((lines) => lines["on end"])
    const states = ["not run yet", "started", "done", "it was ended by SIGKILL"]
    assert.deepStrictEqual(said, [undefined, ...states.map((state) => `notify me (${state})`)])
  })
})

describe("what is said of a time span", () => {
  it("changes its unit where the next one is full", () => {
    const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000]
    const full = [second, 10 * second, minute, hour, day]
    assert.deepStrictEqual(full.map(shortDuration), ["1s", "10s", "1m", "1h", "1d"])
    const before = full.map((millis) => shortDuration(millis - 1))
    assert.deepStrictEqual(before, ["999ms", "9.9s", "59s", "59m 59s", "23h 59m"])
  })
})

describe("what is said of a wrong line", () => {
  it("has a line for each mistake, and the hint on its own", () => {
    const two = new WrongUsage({ message: "One is wrong.\nAnother too.", usage: "Usage: job x" })
    assert.strictEqual(failureText(two), "job: One is wrong.\nAnother too.\nUsage: job x\n")
    const bare = new WrongUsage({ message: "One is wrong.", usage: null })
    assert.strictEqual(failureText(bare), "job: One is wrong.\nSee job --help.\n")
  })
})
