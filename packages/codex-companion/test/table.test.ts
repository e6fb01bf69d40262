import { assert, describe, it } from "@effect/vitest"
import type { HostView } from "@job-lifecycle/codex-companion"
import {
  attributesOf,
  decodeJob,
  endingOf,
  hostEntry,
  hostRecord,
  isActive,
  viewOfFacts
} from "@job-lifecycle/codex-companion"
import type { JobFacts, Outcome, OutcomeTag } from "@job-lifecycle/engine"
import { Outcome as OutcomeSchema } from "@job-lifecycle/engine"
import {
  sampleClaim,
  sampleCreated,
  sampleOutcomes,
  sampleProgress,
  sampleRequest,
  sampleSettlement,
  sampleWork
} from "@job-lifecycle/testing"
import { queuedTask } from "./samples.ts"

const expected: Record<OutcomeTag, readonly [status: string, phase: string, says: RegExp | null]> =
  {
    Completed: ["completed", "done", null],
    Cancelled: ["cancelled", "cancelled", /^Cancelled by me\./],
    Failed: ["failed", "failed", /boom|without saying why/],
    TimedOut: [
      "failed",
      "failed",
      /exceeded the 1800s hard timeout.*CODEX_COMPANION_JOB_TIMEOUT_MS/
    ],
    Stalled: ["failed", "failed", /^Nothing was heard of the job for/],
    ClientExited: ["failed", "failed", /app-server went away.*socket closed/],
    Signalled: ["failed", "failed", /^Terminated by SIGHUP\./],
    Orphaned: ["failed", "failed", /^Tracked process PID 4711 exited unexpectedly.*ticks differ/],
    NeverStarted: ["failed", "failed", /^The job was never started: /],
    Drained: ["failed", "failed", /ended without an answer/],
    Lost: ["failed", "failed", /cannot be examined.*1970-01-01T00:00:00.007Z.*another machine/]
  }

const names = { hostId: queuedTask.id, pid: 4711, threadId: "thr_7", work: "Unknown" } as const

describe("the table between outcomes and the host's words", () => {
  it("has a line for every outcome that the engine knows", () => {
    assert.deepStrictEqual(Object.keys(expected).sort(), Object.keys(OutcomeSchema.cases).sort())
    assert.deepStrictEqual(
      [...new Set(sampleOutcomes.map(({ _tag }) => _tag))].sort(),
      Object.keys(expected).sort()
    )
  })

  for (const outcome of sampleOutcomes) {
    it(`says of ${JSON.stringify(outcome).slice(0, 60)} what the host says`, () => {
      const [status, phase, says] = expected[outcome._tag]
      const ending = endingOf(outcome, names)
      assert.strictEqual(ending.status, status)
      assert.strictEqual(ending.phase, phase)
      if (says === null) assert.isNull(ending.errorMessage)
      else assert.match(ending.errorMessage ?? "", says)
    })
  }

  it("says a limit as it is, shorter than a second too", () => {
    const limited: Outcome = { _tag: "TimedOut", limitMillis: 250 }
    assert.match(endingOf(limited, names).errorMessage ?? "", /exceeded the 0\.25s hard timeout/)
  })

  it("says how a dead job's thread is taken up again, and that its turn may go on", () => {
    const orphaned: Outcome = { _tag: "Orphaned", reason: "Exited", evidence: "no such process" }
    assert.match(
      endingOf(orphaned, names).errorMessage ?? "",
      /turn may still be running\..*codex resume thr_7/
    )
    const stopped = endingOf(orphaned, { ...names, work: "Stopped" }).errorMessage ?? ""
    assert.notInclude(stopped, "may still be running")
    assert.include(stopped, "codex resume thr_7")
    assert.notInclude(endingOf(orphaned, { ...names, threadId: null }).errorMessage ?? "", "resume")
  })
})

const facts = (fields: Partial<JobFacts> = {}): JobFacts => ({
  id: "00c0ffee00c0ffee" as JobFacts["id"],
  created: sampleCreated(1, {
    request: sampleRequest({ attributes: attributesOf(queuedTask) })
  }),
  claim: null,
  work: null,
  progress: null,
  cancel: null,
  result: null,
  settlement: null,
  workStopped: null,
  read: null,
  late: null,
  hookStarted: null,
  hookEnded: null,
  lastLogAt: null,
  unreadable: [],
  ...fields
})
const claim = sampleClaim(1, {
  owner: { scheme: "node", label: "pid 4711", value: { pid: 4711 } }
})
const progress = sampleProgress(1, {
  nonce: claim.nonce,
  phase: "verifying",
  resumeHandle: "thr_7\nturn_9"
})
const recordOf = (fields: Partial<JobFacts>) => hostRecord(viewOfFacts(facts(fields)))

describe("the host's record of a job", () => {
  it("is queued, then running with its process, its phase and its turn", () => {
    const queued = recordOf({})
    assert.deepInclude(queued, { id: queuedTask.id, status: "queued", phase: "queued", pid: null })
    assert.deepStrictEqual(queued["request"], queuedTask["request"])
    assert.strictEqual(queued.createdAt, queuedTask.createdAt)
    const started = recordOf({ claim })
    assert.deepInclude(started, { status: "running", phase: "starting", pid: 4711 })
    assert.deepInclude(recordOf({ claim, progress }), {
      phase: "verifying",
      threadId: "thr_7",
      turnId: "turn_9"
    })
  })

  it("is as new as whatever was heard of it last, whoever made it (I3)", () => {
    const heard = (fields: Partial<JobFacts>) => recordOf({ claim, ...fields }).updatedAt
    const at = (millis: number) => new Date(millis).toISOString()
    const work = sampleWork(1)
    assert.strictEqual(heard({}), at(claim.claimedAt))
    assert.strictEqual(heard({ work }), at(work.startedAt))
    assert.strictEqual(heard({ work, progress }), at(progress.at))
    const lastLogAt = progress.at + 1
    assert.strictEqual(heard({ work, progress, lastLogAt }), at(lastLogAt))
    assert.strictEqual(
      heard({ work, progress: { ...progress, nonce: "lost" } }),
      at(work.startedAt)
    )
  })

  it("has the answer of a completed turn, in the job's file and not in the list", () => {
    const value = {
      exitStatus: 0,
      threadId: "thr_8",
      turnId: "turn_8",
      payload: { rawOutput: "Done." },
      rendered: "Done.\n",
      summary: "Done."
    }
    const record = recordOf({
      claim,
      progress,
      result: { value, at: 1 },
      settlement: sampleSettlement(1)
    })
    assert.deepInclude(record, {
      status: "completed",
      threadId: "thr_8",
      rendered: "Done.\n",
      summary: "Done.",
      pid: null
    })
    assert.deepStrictEqual(record["result"], { rawOutput: "Done." })
    assert.strictEqual(record.completedAt, new Date(sampleSettlement(1).settledAt).toISOString())
    const entry = hostEntry(record)
    assert.isFalse("result" in entry || "rendered" in entry)
    assert.strictEqual(entry.status, "completed")
  })

  it("has the answer of a turn that ended badly too, as failed", () => {
    const error = {
      exitStatus: 1,
      threadId: "thr_8",
      payload: { rawOutput: "no" },
      rendered: "no\n"
    }
    const record = recordOf({
      claim,
      settlement: sampleSettlement(1, {
        outcome: {
          _tag: "Failed",
          message: "the turn failed",
          defect: false,
          exitCode: null,
          signal: null,
          stderrTail: "",
          error
        }
      })
    })
    assert.deepInclude(record, { status: "failed", phase: "failed", rendered: "no\n" })
    assert.deepStrictEqual(record["result"], { rawOutput: "no" })
    assert.isFalse("errorMessage" in record)
  })

  it("is a record of the released shape for every outcome, at every point of a life", () => {
    const views: ReadonlyArray<HostView> = sampleOutcomes.flatMap((outcome) =>
      [null, claim].flatMap((claim) =>
        [null, progress].map((progress) =>
          viewOfFacts(facts({ claim, progress, settlement: sampleSettlement(1, { outcome }) }))
        )
      )
    )
    assert.isAbove(views.length, 60)
    for (const view of views) {
      const record = hostRecord(view)
      const read = decodeJob(JSON.parse(JSON.stringify(record)))
      assert.deepStrictEqual(read._tag === "Job" ? read.job : read.problem, record)
      assert.isFalse(isActive(record))
      assert.isNull(record.pid)
      assert.isString(record.completedAt)
      const isCancelled = record.status === "cancelled"
      assert.strictEqual(record["cancelledAt"], isCancelled ? record.completedAt : undefined)
      const began = view.startedAt === null ? undefined : new Date(view.startedAt).toISOString()
      assert.strictEqual(record["startedAt"], began)
      assert.strictEqual(record.threadId, view.resumeHandle === null ? undefined : "thr_7")
    }
  })

  it("is made for a job that no host has submitted, of what the engine knows", () => {
    const created = sampleCreated(1)
    assert.deepInclude(recordOf({ created }), {
      id: "00c0ffee00c0ffee",
      title: created.request.name,
      sessionId: "session-1",
      status: "queued"
    })
  })
})
