import { assert, describe, it } from "@effect/vitest"
import type { Evidence } from "../src/OwnerIdentity.ts"
import type { Job } from "../src/Job.ts"
import type { JobFacts } from "../src/facts.ts"
import type { Settlement, WorkState } from "../src/Outcome.ts"
import type { RetentionPolicy } from "../src/retention.ts"
import { defaultRetention, isAsJudged, isNamedBy, whyKept } from "../src/retention.ts"
import { everyOutcome, id, owner, queued, request, settlementOf } from "./cases.ts"

const all: RetentionPolicy = { keep: 0, olderThanMillis: null, includeUnread: true }
const onlyRead: RetentionPolicy = { ...all, includeUnread: false }

const job = (state: Job["state"], changes: Partial<Job> = {}): Job => ({
  id,
  request,
  state,
  health: { _tag: "Over" },
  submitter: owner,
  owner,
  work: null,
  createdAt: 1_000_000,
  startedAt: null,
  lastEventAt: 1_000_000,
  phase: null,
  message: null,
  resumeHandle: null,
  cancel: null,
  result: null,
  late: null,
  hook: { started: null, ended: null },
  logFile: null,
  unreadable: [],
  saved: true,
  ...changes
})

const settled = (settlement: Settlement, work: WorkState, read: boolean): Job =>
  job({ _tag: "Settled", settlement, work, read })

const gone: Evidence = { _tag: "Gone", reason: "Exited", detail: "d" }
const evidences: ReadonlyArray<Evidence | null> = [
  null,
  gone,
  { _tag: "Alive", frozen: false },
  { _tag: "Alive", frozen: true },
  { _tag: "Unknown", reason: "r" }
]

const minute = 60_000

describe("which jobs a policy names", () => {
  const named = (keep: number | null, olderThanMillis: number | null, rank: number, age: number) =>
    isNamedBy({ keep, olderThanMillis, includeUnread: false }, rank, 1_000_000 - age, 1_000_000)

  it("those beyond the newest N, or those older than the age: whatever either says", () => {
    for (const rank of [0, 4, 5, 6]) {
      for (const age of [0, 99, 100, 101]) {
        assert.strictEqual(named(5, null, rank, age), rank >= 5)
        assert.strictEqual(named(null, 100, rank, age), age > 100)
        assert.strictEqual(named(5, 100, rank, age), rank >= 5 || age > 100)
        assert.isFalse(named(null, null, rank, age), "no limit names nothing")
        assert.isTrue(named(0, null, rank, age), "to keep none names all")
      }
    }
  })

  it("a job from the future is not old, and the default is a thousand jobs and thirty days", () => {
    assert.isFalse(named(null, 0, 0, -5))
    const days = 24 * 60 * minute
    assert.isTrue(isNamedBy(defaultRetention, 1_000, 0, 0))
    assert.isFalse(isNamedBy(defaultRetention, 999, 0, 30 * days))
    assert.isTrue(isNamedBy(defaultRetention, 999, 0, 30 * days + 1))
    assert.isFalse(defaultRetention.includeUnread)
  })
})

describe("I8 nothing-lost: why a job is kept", () => {
  it("an open job stays, whatever is known of its owner", () => {
    for (const evidence of evidences) {
      for (const state of [
        { _tag: "Queued", cancelRequested: false },
        { _tag: "Running", startedAt: 1, cancelRequested: true }
      ] as const) {
        assert.strictEqual(whyKept(all, job(state), evidence, 1e12), "Open")
      }
    }
  })

  it("of settled jobs, every combination of who, work, owner, age and reading has its answer", () => {
    let went = 0
    for (const outcome of everyOutcome) {
      for (const settledBy of ["Owner", "Reader"] as const) {
        for (const work of ["Stopped", "Running", "Unknown"] as const) {
          for (const evidence of evidences) {
            for (const age of [0, minute - 1, minute, 1e9]) {
              for (const read of [true, false]) {
                for (const policy of [all, onlyRead]) {
                  const settlement = { ...settlementOf(outcome), settledBy, settledAt: 1e9 }
                  const answer = whyKept(
                    policy,
                    settled(settlement, work, read),
                    evidence,
                    1e9 + age
                  )
                  const ownerGone = evidence === null || evidence._tag === "Gone"
                  // The law in other words: each of these alone keeps it.
                  const kept =
                    work === "Running" ||
                    (!ownerGone &&
                      (settledBy === "Reader" || work === "Unknown" || age < minute)) ||
                    (!read && !policy.includeUnread)
                  assert.strictEqual(answer !== null, kept, `${answer} ${outcome._tag}`)
                  if (!kept) went++
                }
              }
            }
          }
        }
      }
    }
    assert.isAbove(went, 0)
  })

  it("damage and what is not on record keep a job that would go else", () => {
    const base = settled(settlementOf(everyOutcome[0]!), "Stopped", true)
    assert.isNull(whyKept(all, base, gone, 1e12))
    assert.strictEqual(whyKept(all, { ...base, unreadable: ["late"] }, gone, 1e12), "Damaged")
    assert.strictEqual(whyKept(all, { ...base, saved: false }, gone, 1e12), "Open")
  })
})

describe("the second judgement", () => {
  const settlement = settlementOf(everyOutcome[0]!)
  const judged = settled(settlement, "Stopped", true)
  const facts: JobFacts = { ...queued, settlement, read: { at: 5 } }

  it("agrees with facts that are what was judged", () => {
    assert.isTrue(isAsJudged(onlyRead, facts, judged))
    assert.isTrue(isAsJudged(all, { ...facts, read: null }, judged))
    const ranOn = { ...settlement, work: "Running" as const }
    assert.isTrue(
      isAsJudged(
        all,
        { ...facts, settlement: ranOn, workStopped: { at: 9 } },
        settled(ranOn, "Stopped", true)
      )
    )
  })

  it("refuses whatever came or changed since", () => {
    const changed: Record<string, Partial<JobFacts>> = {
      "no outcome": { settlement: null },
      "another outcome": { settlement: { ...settlement, nonce: "other" } },
      "another end": { settlement: { ...settlement, settledAt: 7 } },
      "another submission": { created: { ...facts.created, createdAt: 5 } },
      unread: { read: null },
      damage: { unreadable: ["result"] },
      "a late result": { late: { value: 1, at: 9 } },
      "late output": { lastLogAt: 1_000_001 },
      "running work": { settlement: { ...settlement, work: "Running" } }
    }
    for (const [what, change] of Object.entries(changed)) {
      assert.isFalse(isAsJudged(onlyRead, { ...facts, ...change }, judged), what)
    }
    assert.isFalse(isAsJudged(all, facts, job({ _tag: "Queued", cancelRequested: false })))
  })
})
