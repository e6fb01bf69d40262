import { assert, describe, it } from "@effect/vitest"
import * as Result from "effect/Result"
import { JobEvent, JobState } from "../src/model/JobState.ts"
import type { Outcome, Settlement } from "../src/model/Outcome.ts"
import { transition } from "../src/model/transition.ts"
import { everyOutcome, settlementOf } from "./cases.ts"

const settlement: Settlement = settlementOf({ _tag: "Completed", result: "Recorded" })
const other: Settlement = settlementOf({ _tag: "TimedOut", limitMillis: 5 })

const states = {
  Queued: JobState.Queued({ cancelRequested: false }),
  Running: JobState.Running({ startedAt: 10, cancelRequested: false }),
  Settled: JobState.Settled({
    settlement: { ...settlement, work: "Running" },
    work: "Running",
    read: false
  })
}
const events = {
  Claim: JobEvent.Claim({ at: 20 }),
  Progress: JobEvent.Progress({ at: 20 }),
  RequestCancel: JobEvent.RequestCancel({ at: 20 }),
  Settle: JobEvent.Settle({ settlement: other }),
  WorkStops: JobEvent.WorkStops({ at: 20 }),
  Read: JobEvent.Read({ at: 20 })
}

/** The whole table, written down by hand: what the state becomes, or that the event is refused. */
const table: Record<keyof typeof states, Record<keyof typeof events, JobState | "refused">> = {
  Queued: {
    Claim: { _tag: "Running", startedAt: 20, cancelRequested: false },
    Progress: "refused",
    RequestCancel: { _tag: "Queued", cancelRequested: true },
    Settle: "refused",
    WorkStops: "refused",
    Read: "refused"
  },
  Running: {
    Claim: "refused",
    Progress: { _tag: "Running", startedAt: 10, cancelRequested: false },
    RequestCancel: { _tag: "Running", startedAt: 10, cancelRequested: true },
    Settle: { _tag: "Settled", settlement: other, work: "Stopped", read: false },
    WorkStops: "refused",
    Read: "refused"
  },
  Settled: {
    Claim: "refused",
    Progress: "refused",
    RequestCancel: "refused",
    Settle: "refused",
    WorkStops: { ...states.Settled, work: "Stopped" },
    Read: { ...states.Settled, read: true }
  }
}

describe("transition", () => {
  for (const from of ["Queued", "Running", "Settled"] as const) {
    for (const event of Object.keys(events) as Array<keyof typeof events>) {
      const expected = table[from][event]
      it(`${from} × ${event}: ${expected === "refused" ? "refused" : expected._tag}`, () => {
        const actual = transition(states[from], events[event])
        if (expected === "refused") {
          assert.isTrue(Result.isFailure(actual))
        } else {
          assert.deepStrictEqual(Result.getOrThrow(actual), expected)
        }
      })
    }
  }

  it("a queued job ends only as never started or cancelled; a running one in every way", () => {
    const ends = (from: JobState, outcome: Outcome) =>
      Result.isSuccess(transition(from, JobEvent.Settle({ settlement: settlementOf(outcome) })))
    const fromQueued = everyOutcome.filter((o) => ends(states.Queued, o)).map((o) => o._tag)
    assert.deepStrictEqual(fromQueued.toSorted(), ["Cancelled", "NeverStarted"])
    assert.isTrue(everyOutcome.every((o) => ends(states.Running, o)))
  })

  it("first-outcome-stands: no outcome follows another, not even the same one", () => {
    for (const first of everyOutcome) {
      const settled = Result.getOrThrow(
        transition(states.Running, JobEvent.Settle({ settlement: settlementOf(first) }))
      )
      for (const second of everyOutcome) {
        const again = transition(settled, JobEvent.Settle({ settlement: settlementOf(second) }))
        assert.isTrue(Result.isFailure(again), `${first._tag} then ${second._tag}`)
      }
    }
  })
})
