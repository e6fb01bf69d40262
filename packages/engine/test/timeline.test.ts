import { assert, describe, it } from "@effect/vitest"
import type { Job, JobFacts, JobState } from "@job-lifecycle/engine"
import { JobLifecycle, JobState as States } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { eventsOf } from "../src/timeline.ts"
import { owned, owner, queued, settlementOf } from "./cases.ts"

const settlement = { ...settlementOf({ _tag: "Drained" }), settledAt: 1_000_700 }
const whole: JobFacts = {
  ...queued,
  claim: owned,
  work: { identity: owner, startedAt: 1_000_200 },
  progress: { at: 1_000_300, phase: "p", message: null, resumeHandle: null, nonce: owned.nonce },
  lastLogAt: 1_000_400,
  cancel: { by: "me", requestedAt: 1_000_500, reason: null, nonce: "n" },
  result: { value: 1, at: 1_000_600 },
  settlement,
  workStopped: { at: 1_000_800 },
  read: { at: 1_000_900 },
  late: { value: 2, at: 1_001_000 },
  hookStarted: { at: 1_001_100, by: owner },
  hookEnded: { at: 1_001_200, exitCode: 0, problem: null }
}
const settled = States.Settled({ settlement, work: "Stopped", read: true })
const tagsOf = (facts: JobFacts, state: JobState = settled) =>
  eventsOf(facts, state).map((event) => event._tag)

const inOrder = [
  "Submitted",
  "Claimed",
  "WorkStarted",
  "Progress",
  "Output",
  "CancelRequested",
  "ResultRecorded",
  "Settled",
  "WorkStopped",
  "Read",
  "Late",
  "HookStarted",
  "HookEnded"
]

describe("the time line of a job", () => {
  it("has every fact once, in the order of a life", () => {
    assert.deepStrictEqual(tagsOf(whole), inOrder)
  })

  it("goes by the writers' times, and keeps the order of a life where they are equal", () => {
    assert.strictEqual(tagsOf({ ...whole, lastLogAt: 1_000_750 })[7], "Output")
    const atOnce = { ...whole, work: { identity: owner, startedAt: owned.claimedAt } }
    assert.deepStrictEqual(tagsOf(atOnce), inOrder)
  })

  it("leaves out a word of another owner than the one that holds the claim", () => {
    const stranger = { ...whole, progress: { ...whole.progress!, nonce: "other" } }
    assert.notInclude(tagsOf(stranger), "Progress")
  })

  it("tells a job that was ended before its claim, and no claim of it", () => {
    const outcome = {
      _tag: "NeverStarted",
      reason: "ClaimDeadline",
      message: "m",
      code: null,
      stderrTail: ""
    } as const
    const ended: JobFacts = {
      ...queued,
      claim: { _tag: "Void", nonce: "v", voidedAt: 1_000_050, outcome }
    }
    const state = States.Settled({
      settlement: { ...settlementOf(outcome), settledAt: 1_000_060 },
      work: "Stopped",
      read: false
    })
    assert.deepStrictEqual(tagsOf(ended, state), ["Submitted", "Voided", "Settled"])
  })

  it.effect("is reconciled first: a dead owner's end is in it, found by whoever asks (I3)", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const owning = world.host()
      const started = yield* Deferred.make<Job["id"]>()
      yield* Effect.flatMap(JobLifecycle, (jobs) =>
        jobs.run({}, (job) => Effect.andThen(Deferred.succeed(started, job.id), Effect.never))
      ).pipe(Effect.provide(owning.layer), Effect.forkDetach)
      const id = yield* Deferred.await(started)
      world.table.kill(owning.process)
      const { events, job } = yield* Effect.flatMap(JobLifecycle, (jobs) => jobs.timeline(id)).pipe(
        Effect.provide(world.host().layer)
      )
      assert.deepStrictEqual(
        events.map((event) => event._tag),
        ["Submitted", "Claimed", "Settled"]
      )
      const end = events.find((event) => event._tag === "Settled")
      assert.deepInclude(end?.settlement, { settledBy: "Reader" })
      assert.deepStrictEqual(job.state._tag === "Settled" && job.state.settlement, end?.settlement)
    })
  )
})
