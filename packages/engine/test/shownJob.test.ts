import { assert, describe, it } from "@effect/vitest"
import type { JobFacts } from "@job-lifecycle/engine"
import { MemoryJobStore } from "@job-lifecycle/engine"
import * as Result from "effect/Result"
import { jobOf } from "../src/repair/jobOf.ts"
import { created, id, owned, owner, queued, settlementOf } from "./cases.ts"

const store = MemoryJobStore.make(MemoryJobStore.makeBacking())
const shown = (facts: JobFacts) => Result.getOrThrow(jobOf(store, facts, { _tag: "Over" }, true))

const result = { value: 42, at: 1_000_500 }
const running: JobFacts = { ...queued, claim: owned }
const failed = settlementOf({
  _tag: "Failed",
  message: "m",
  defect: false,
  exitCode: 3,
  signal: null,
  stderrTail: ""
})

describe("a job as it is shown", () => {
  it("has what is on record of it, and nothing else", () => {
    const work = { scheme: "test", label: "a command", value: 1 }
    const words = { phase: "p", message: "m", resumeHandle: "r" }
    const hook = { started: { at: 1_000_600, by: owner }, ended: null }
    const facts: JobFacts = {
      ...running,
      work: { identity: work, startedAt: 1_000_200 },
      progress: { ...words, at: 1_000_300, nonce: owned.nonce },
      lastLogAt: 1_000_400,
      cancel: { by: "me", requestedAt: 1_000_450, reason: null, nonce: "n" },
      result,
      hookStarted: hook.started,
      unreadable: ["late"]
    }
    assert.deepStrictEqual(shown(facts), {
      id,
      request: created.request,
      state: { _tag: "Running", startedAt: owned.claimedAt, cancelRequested: true },
      health: { _tag: "Over" },
      submitter: owner,
      owner,
      work,
      createdAt: created.createdAt,
      startedAt: owned.claimedAt,
      lastEventAt: 1_000_400,
      ...words,
      cancel: facts.cancel,
      result: 42,
      late: null,
      hook,
      logFile: null,
      unreadable: ["late"],
      saved: true
    })
  })

  it("has null for whatever is not on record of it", () => {
    const job = shown(queued)
    const { late, message, owner, phase, result, resumeHandle, startedAt, work } = job
    const said = [phase, message, resumeHandle]
    assert.deepStrictEqual([owner, startedAt, work, result, late, ...said], Array(8).fill(null))
  })

  it("has no result that lost to another end: that is late (I10 late-is-kept-apart)", () => {
    const lost = shown({ ...running, result, settlement: failed })
    assert.deepStrictEqual([lost.result, lost.late], [null, result])
    const late = { value: 43, at: 1_000_700 }
    const later = shown({ ...running, result, late, settlement: failed })
    assert.deepStrictEqual([later.result, later.late], [null, late])
    const settlement = settlementOf({ _tag: "Completed", result: "Recorded" })
    const won = shown({ ...running, result, settlement })
    assert.deepStrictEqual([won.result, won.late], [42, null])
  })

  it("names a result that its outcome has and that is gone, but none that is null (I8 nothing-lost)", () => {
    const settlement = settlementOf({ _tag: "Completed", result: "Recorded" })
    const ended = { ...running, settlement }
    assert.deepStrictEqual(shown(ended).unreadable, ["result"])
    assert.deepStrictEqual(shown({ ...ended, unreadable: ["result"] }).unreadable, ["result"])
    assert.deepStrictEqual(shown({ ...ended, result: { ...result, value: null } }).unreadable, [])
    const exited = settlementOf({ _tag: "Completed", result: "ExitCode" })
    for (const settlement of [exited, failed, null]) {
      assert.deepStrictEqual(shown({ ...running, settlement }).unreadable, [])
    }
  })

  it("is damaged where an end is on record, and not the claim that it needs (I8)", () => {
    const damaged = jobOf(store, { ...queued, settlement: failed }, { _tag: "Over" }, true)
    const { detail, fact, id: of, searched } = Result.getOrThrow(Result.flip(damaged))
    assert.deepStrictEqual([fact, of, searched], ["claim", id, store.location])
    assert.include(detail, "is missing, though later ones are there")
  })
})
