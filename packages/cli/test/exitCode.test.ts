import { assert, describe, it } from "@effect/vitest"
import type { Outcome } from "@job-lifecycle/engine"
import { exitCodeOf, exitCodeOfOutcome, highest } from "../src/exitCode.ts"
import { failed, neverStarted, outcomes, sampleJob, settledAs } from "./jobs.ts"

const table: ReadonlyArray<readonly [Outcome, number]> = [
  [{ _tag: "Completed", result: "ExitCode" }, 0],
  [{ _tag: "Completed", result: "Recorded" }, 0],
  [failed(1, null), 1],
  [failed(3, null), 3],
  [failed(255, null), 255],
  [failed(0, null), 1],
  [failed(null, null), 1],
  [failed(null, "SIGKILL"), 137],
  [failed(null, "SIGSEGV"), 139],
  [failed(null, "SIGNONSENSE"), 1],
  [{ _tag: "Cancelled", by: "me", requestedAt: 0, reason: null }, 120],
  [{ _tag: "TimedOut", limitMillis: 1 }, 124],
  [{ _tag: "Stalled", silenceMillis: 1, lastEvent: null }, 124],
  [{ _tag: "ClientExited", reason: "", answered: true }, 121],
  [{ _tag: "Signalled", signal: "SIGTERM" }, 143],
  [{ _tag: "Signalled", signal: "SIGINT" }, 130],
  [{ _tag: "Signalled", signal: "SIGHUP" }, 129],
  [{ _tag: "Orphaned", reason: "Exited", evidence: "" }, 121],
  [neverStarted("ENOENT"), 127],
  [neverStarted("ENOTDIR"), 127],
  [neverStarted("EACCES"), 126],
  [neverStarted("ENOEXEC"), 126],
  [neverStarted(null), 121],
  [{ _tag: "Drained" }, 121],
  [{ _tag: "Lost", reason: "", lastSeenAt: 0 }, 121]
]

describe("the exit code of a job", () => {
  for (const [outcome, code] of table) {
    it(`is ${code} for ${JSON.stringify(outcome)}`, () => {
      assert.strictEqual(exitCodeOfOutcome(outcome), code)
    })
  }

  it("is listed above for every outcome there is", () => {
    const listed = new Set(table.map(([{ _tag }]) => _tag))
    assert.deepStrictEqual(listed, new Set(outcomes.map(({ _tag }) => _tag)))
  })

  it("is 0 for a completed job and for no other", () => {
    for (const outcome of outcomes) {
      assert.strictEqual(exitCodeOfOutcome(outcome) === 0, outcome._tag === "Completed")
    }
  })

  it("is 123 while there is no outcome", () => {
    assert.strictEqual(exitCodeOf(sampleJob()), 123)
    assert.strictEqual(exitCodeOf(sampleJob(settledAs({ _tag: "Drained" }))), 121)
  })

  it("is the highest one of several jobs", () => {
    assert.strictEqual(highest([0, 124, 3]), 124)
    assert.strictEqual(highest([]), 0)
  })
})
