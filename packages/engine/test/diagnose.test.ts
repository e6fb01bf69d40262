import { assert, describe, it } from "@effect/vitest"
import { diagnose, launchMillis } from "../src/repair/diagnose.ts"
import type { Diagnosis } from "../src/repair/diagnose.ts"
import type { JobFacts } from "../src/model/facts.ts"
import type { Lease } from "../src/model/Lease.ts"
import { doubtMillis, renewalMillis } from "../src/model/Lease.ts"
import type { Evidence } from "../src/model/OwnerIdentity.ts"
import { everyOutcome, everyOutcomeTag, owned, queued, settlementOf } from "./cases.ts"

const start = queued.created.createdAt
const { limits } = queued.created.request
const { claimMillis, lostMillis, timeMillis, graceMillis } = limits

const claims = {
  unclaimed: null,
  owned,
  void: {
    _tag: "Void",
    nonce: "bb",
    voidedAt: start,
    outcome: { _tag: "Cancelled", by: "voider", requestedAt: 2, reason: null }
  }
} satisfies Record<string, JobFacts["claim"]>

const evidences = {
  none: null,
  alive: { _tag: "Alive", frozen: false },
  frozen: { _tag: "Alive", frozen: true },
  gone: { _tag: "Gone", reason: "Exited", detail: "ESRCH" },
  unknown: { _tag: "Unknown", reason: "denied" }
} satisfies Record<string, Evidence | null>

const times = {
  young: start + 200,
  pastClaimDeadline: start + claimMillis + 1,
  overdue: start + timeMillis! + graceMillis + 200,
  pastLostDeadline: start + lostMillis + 200
}

/** By its renewals, and by how long readers wait for the next one. */
const leases = {
  never: { ageMillis: null, doubtedMillis: null },
  neverDoubted: { ageMillis: null, doubtedMillis: 0 },
  neverLongDoubted: { ageMillis: null, doubtedMillis: doubtMillis(limits) },
  fresh: { ageMillis: lostMillis, doubtedMillis: null },
  freshLongDoubted: { ageMillis: lostMillis, doubtedMillis: doubtMillis(limits) },
  expired: { ageMillis: lostMillis + 1, doubtedMillis: null },
  expiredDoubted: { ageMillis: lostMillis + 1, doubtedMillis: doubtMillis(limits) - 1 },
  expiredLongDoubted: { ageMillis: lostMillis + 1, doubtedMillis: doubtMillis(limits) }
} satisfies Record<string, Lease>

const cancel = { by: "canceller", requestedAt: 5, reason: null, nonce: "ca" }
const result = { value: { answer: 42 }, at: start + 150 }

interface Case {
  readonly claim: keyof typeof claims
  readonly evidence: keyof typeof evidences
  readonly time: keyof typeof times
  readonly cancelled: boolean
  readonly hasResult: boolean
  readonly settled: boolean
  readonly lease: keyof typeof leases
}

const keys = <K extends string>(record: Record<K, unknown>) => Object.keys(record) as Array<K>

const every: ReadonlyArray<Case> = keys(claims).flatMap((claim) =>
  keys(evidences).flatMap((evidence) =>
    keys(times).flatMap((time) =>
      [false, true].flatMap((cancelled) =>
        [false, true].flatMap((hasResult) =>
          [false, true].flatMap((settled) =>
            keys(leases).map((lease) => ({
              claim,
              evidence,
              time,
              cancelled,
              hasResult,
              settled,
              lease
            }))
          )
        )
      )
    )
  )
)

const look = (c: Case): Diagnosis =>
  diagnose(
    {
      ...queued,
      claim: claims[c.claim],
      cancel: c.cancelled ? cancel : null,
      result: c.hasResult ? result : null,
      settlement: c.settled ? settlementOf({ _tag: "Drained" }) : null
    },
    evidences[c.evidence],
    times[c.time],
    leases[c.lease]
  )

/** What the case must amount to, said a second time and shorter. */
const expected = (c: Case): string => {
  if (c.settled) return "Leave Over"
  if (c.claim === "void") return "VoidAndSettle Cancelled"
  if (c.claim === "unclaimed") {
    if (c.cancelled) return "VoidAndSettle Cancelled"
    return c.time === "young" ? "Leave Waiting" : "VoidAndSettle NeverStarted"
  }
  const expired = c.time === "pastLostDeadline" && !c.lease.startsWith("fresh")
  switch (c.evidence) {
    case "alive":
      if (c.time === "young") return "Leave Active"
      return c.time === "pastClaimDeadline" ? "Leave Active" : "Leave Overdue"
    case "frozen":
      return "Leave Frozen"
    case "gone":
      if (c.hasResult) return "Settle Completed"
      return c.cancelled ? "Settle Cancelled" : "Settle Orphaned, ask the host"
    case "unknown":
    case "none":
      if (!expired) return "Leave Unknown"
      if (!c.lease.endsWith("oubted")) return "Doubt Unknown"
      if (!c.lease.endsWith("LongDoubted")) return "Leave Unknown"
      if (c.hasResult) return "Settle Completed"
      return "Settle Lost"
  }
}

const said = (d: Diagnosis): string => {
  if (d._tag === "Leave" || d._tag === "Doubt") return `${d._tag} ${d.health._tag}`
  const asks = d._tag === "Settle" && d.askHost ? ", ask the host" : ""
  return `${d._tag} ${d.outcome._tag}${asks}`
}

describe("diagnose", () => {
  it(`answers each of the ${every.length} combinations as the law says`, () => {
    assert.strictEqual(every.length, 3 * 5 * 4 * 2 * 2 * 2 * 8)
    for (const c of every) assert.strictEqual(said(look(c)), expected(c), JSON.stringify(c))
  })

  it("no-death-without-proof: a living owner's job is never settled, whatever the time", () => {
    for (const c of every.filter((c) => c.claim === "owned" && !c.settled)) {
      if (c.evidence === "alive" || c.evidence === "frozen") {
        assert.strictEqual(look(c)._tag, "Leave", JSON.stringify(c))
      }
    }
  })

  it("unknown-stays-unknown: doubt settles nothing before the lost-deadline", () => {
    for (const c of every.filter((c) => c.claim === "owned" && c.evidence === "unknown")) {
      if (c.time !== "pastLostDeadline") assert.strictEqual(look(c)._tag, "Leave")
    }
  })

  it("a clock that was set back makes no job overdue, late or lost", () => {
    for (const evidence of keys(evidences)) {
      const facts = { ...queued, claim: owned }
      const d = diagnose(facts, evidences[evidence], start - 86_400_000)
      const isUnseen = evidence === "unknown" || evidence === "none"
      if (evidence !== "gone") assert.strictEqual(d._tag, isUnseen ? "Doubt" : "Leave", evidence)
    }
    const silent = { ...queued, claim: owned }
    const d = diagnose(silent, evidences.unknown, start - 86_400_000, leases.expiredLongDoubted)
    assert.strictEqual(said(d), "Settle Lost", "nor does it keep a lease from expiring")
    assert.strictEqual(said(diagnose(queued, null, start - 86_400_000)), "Doubt Waiting")
  })

  it("a submission that lies in the future counts from the first look on", () => {
    const after = (doubtedMillis: number | null, evidence: Evidence | null = null) =>
      said(diagnose(queued, evidence, start - 86_400_000, { ageMillis: null, doubtedMillis }))
    assert.strictEqual(after(null), "Doubt Waiting")
    assert.strictEqual(after(claimMillis), "Leave Waiting")
    assert.strictEqual(after(claimMillis + 1), "VoidAndSettle NeverStarted")
    assert.strictEqual(after(null, evidences.gone), "Doubt Waiting", "an owner may be under way")
    assert.strictEqual(after(launchMillis, evidences.gone), "Leave Waiting")
    assert.strictEqual(after(launchMillis + 1, evidences.gone), "VoidAndSettle NeverStarted")
  })

  it("a sign that lies in the future and is the only one counts from the first look on", () => {
    const facts = { ...queued, claim: owned }
    const after = (doubtedMillis: number | null) =>
      diagnose(facts, evidences.unknown, start - 86_400_000, { ageMillis: null, doubtedMillis })
    assert.strictEqual(said(after(null)), "Doubt Unknown")
    for (const millis of [0, doubtMillis(limits), lostMillis]) {
      assert.strictEqual(said(after(millis)), "Leave Unknown", `${millis}`)
    }
    assert.deepStrictEqual(after(lostMillis + 1), {
      _tag: "Settle",
      outcome: { _tag: "Lost", reason: "denied", lastSeenAt: start - 86_400_001 - lostMillis },
      askHost: false
    })
  })

  it("an owner that was silent for more than a minute is quiet, and its log counts as a sign", () => {
    const facts = { ...queued, claim: owned }
    const at = owned.claimedAt + 60_001
    assert.deepStrictEqual(diagnose(facts, evidences.alive, at), {
      _tag: "Leave",
      health: { _tag: "Quiet", forMillis: 60_001 }
    })
    const heard = diagnose({ ...facts, lastLogAt: at - 1 }, evidences.alive, at)
    assert.deepStrictEqual(heard, { _tag: "Leave", health: { _tag: "Active" } })
  })

  it("a living owner is neither overdue nor quiet before its time, and never overdue without a limit", () => {
    const limitless = { ...queued.created.request, limits: { ...limits, timeMillis: null } }
    const healthAt = (at: number, request = queued.created.request) => {
      const created = { ...queued.created, request }
      const d = diagnose(
        { ...queued, created, claim: owned, lastLogAt: at - 60_000 },
        evidences.alive,
        at
      )
      return d._tag === "Leave" ? d.health : d
    }
    const inTime = owned.claimedAt + timeMillis! + graceMillis
    assert.deepStrictEqual(healthAt(inTime), { _tag: "Active" })
    const byMillis = graceMillis + 1
    assert.deepStrictEqual(healthAt(inTime + 1), { _tag: "Overdue", byMillis })
    assert.deepStrictEqual(healthAt(inTime + 1, limitless), { _tag: "Active" })
  })

  it("progress under another claim's nonce is no sign of this owner", () => {
    const progress = { at: times.overdue, phase: null, message: null, resumeHandle: null }
    const foreign = { ...queued, claim: owned, progress: { ...progress, nonce: "other" } }
    const d = diagnose(foreign, evidences.unknown, start + lostMillis + 200)
    assert.strictEqual(said(d), "Doubt Unknown")
    const mine = { ...queued, claim: owned, progress: { ...progress, nonce: owned.nonce } }
    assert.strictEqual(
      said(diagnose(mine, evidences.unknown, start + lostMillis + 200)),
      "Leave Unknown"
    )
  })

  it("the start of the work is a sign of its owner: nobody is Lost a whole deadline too early", () => {
    const work = { identity: owned.owner, startedAt: start + lostMillis }
    const at = (now: number) =>
      said(
        diagnose({ ...queued, claim: owned, work }, evidences.unknown, now, leases.neverLongDoubted)
      )
    assert.deepStrictEqual(
      [at(start + 2 * lostMillis), at(start + 2 * lostMillis + 1)],
      ["Leave Unknown", "Settle Lost"]
    )
  })

  it("the newest sign is told, be it a renewal or a word, and Lost says when it was", () => {
    const now = start + 3 * lostMillis
    const facts = { ...queued, claim: owned, lastLogAt: now - 5_000 }
    const since = (ageMillis: number | null, lastLogAt = facts.lastLogAt) => {
      const d = diagnose({ ...facts, lastLogAt }, evidences.unknown, now, {
        ...leases.never,
        ageMillis
      })
      const isLeft = d._tag === "Leave" || d._tag === "Doubt"
      return isLeft && d.health._tag === "Unknown" ? d.health.sinceMillis : said(d)
    }
    assert.deepStrictEqual([since(null), since(7_000), since(3_000)], [5_000, 5_000, 3_000])
    // A word from the future is by another clock: it hides no expired lease.
    assert.deepStrictEqual([since(null, now + 9), since(7_000, now + 9)], [0, 7_000])
    assert.deepStrictEqual(
      diagnose({ ...queued, claim: owned }, evidences.unknown, now, leases.expiredLongDoubted),
      {
        _tag: "Settle",
        outcome: { _tag: "Lost", reason: "denied", lastSeenAt: now - lostMillis - 1 },
        askHost: false
      }
    )
  })

  it("a lease is renewed three times within the shortest doubt, and not without end", () => {
    for (const lostMillis of [0, 1, 299, 300, 179_999, 180_000, 86_400_000, 2 ** 45]) {
      const every = renewalMillis({ ...limits, lostMillis })
      assert.isAtLeast(every, 100)
      assert.isAtMost(every, 60_000)
      assert.strictEqual(doubtMillis({ ...limits, lostMillis }), 3 * every)
      if (lostMillis >= 300) assert.isAtMost(every, Math.ceil(lostMillis / 3))
    }
  })

  it("the list of outcomes that these tests enumerate is complete", () => {
    assert.deepStrictEqual(everyOutcome.map((o) => o._tag).toSorted(), everyOutcomeTag.toSorted())
  })
})
