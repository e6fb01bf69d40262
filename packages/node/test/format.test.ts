import { assert, describe, it } from "@effect/vitest"
import {
  sampleCancel,
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleHookEnded,
  sampleHookStarted,
  sampleLate,
  sampleOutcomes,
  sampleProgress,
  sampleRead,
  sampleRequest,
  sampleResult,
  sampleSettlement,
  sampleVoidClaim,
  sampleWork,
  sampleWorkStopped
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { withFolder } from "./fixtures/folders.ts"

/** A store that was written by format 1. It is never written again: other formats get their own. */
const fixture = path.join(import.meta.dirname, "fixtures/format-1")

/** One that was written by later code of format 1, with what had been added to it. */
const laterFixture = path.join(import.meta.dirname, "fixtures/format-1-later")

const reading = (
  read: (store: ReturnType<typeof FileJobStore.make>, root: string) => void,
  from = fixture
) =>
  withFolder((folder) => {
    const root = path.join(folder, "root")
    fs.cpSync(from, root, { recursive: true })
    read(FileJobStore.make({ root }), root)
  })

const nothing = {
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
  unreadable: []
}

/** What the jobs of the fixture say, by their numbers. */
const jobs = {
  /** Submitted and claimed apart, and every fact there is. */
  1: {
    ...nothing,
    created: sampleCreated(1),
    claim: sampleClaim(1),
    work: sampleWork(1),
    progress: sampleProgress(1),
    cancel: sampleCancel(1),
    result: sampleResult(),
    settlement: sampleSettlement(1),
    workStopped: sampleWorkStopped(1),
    read: sampleRead(1),
    late: sampleLate()
  },
  /** Submitted with its claim. */
  2: {
    ...nothing,
    created: sampleCreated(2, { claim: sampleClaim(2) }),
    claim: sampleClaim(2),
    settlement: sampleSettlement(2, { outcome: sampleOutcomes[2]!, work: "Running" })
  },
  /** Ended before anybody claimed it. */
  3: {
    ...nothing,
    created: sampleCreated(3),
    claim: sampleVoidClaim(3),
    settlement: sampleSettlement(3, { outcome: sampleVoidClaim(3).outcome })
  },
  /** Not claimed yet. */
  4: { ...nothing, created: sampleCreated(4) },
  /** Running, armed. */
  5: {
    ...nothing,
    created: sampleCreated(5),
    claim: sampleClaim(5),
    progress: sampleProgress(5)
  },
  /** Its outcome is a folder, as where there are no hard links. */
  6: { ...nothing, created: sampleCreated(6), settlement: sampleSettlement(6) }
}

describe("a store of format 1", () => {
  it("is read entirely: every fact of every job, and nothing is damaged", () =>
    reading((store) => {
      for (const [n, expected] of Object.entries(jobs)) {
        const { id, lastLogAt, ...facts } = Effect.runSync(store.facts(sampleId(Number(n))))
        assert.strictEqual(id, sampleId(Number(n)))
        assert.strictEqual(lastLogAt !== null, n === "1")
        assert.deepStrictEqual(facts as unknown, expected, `job ${n}`)
      }
    }))

  it("is read with what later code has added to it: a choice, an end hook and what became of that", () =>
    reading((store) => {
      const request = sampleRequest({ adopt: "leave", onEnd: 'say "$JOB_OUTCOME"\n' })
      const { lastLogAt, ...facts } = Effect.runSync(store.facts(sampleId(8)))
      assert.isNull(lastLogAt)
      assert.deepStrictEqual(facts, {
        ...nothing,
        id: sampleId(8),
        created: sampleCreated(8, { request, claim: sampleClaim(8) }),
        claim: sampleClaim(8),
        settlement: sampleSettlement(8),
        hookStarted: sampleHookStarted(8),
        hookEnded: sampleHookEnded(8)
      })
    }, laterFixture))

  it("lists what is active and what is settled, newest first", () =>
    reading((store) => {
      assert.sameMembers(
        [...Effect.runSync(store.active)],
        [2, 4, 5].map((n) => sampleId(n))
      )
      assert.deepStrictEqual(
        Effect.runSync(store.settled(10)),
        [6, 3, 2, 1].map((n) => sampleId(n))
      )
      assert.strictEqual(Effect.runSync(store.find("")).length, 6)
    }))

  it("has a log in two halves", () =>
    reading((store) => {
      const { nextOffset, text } = Effect.runSync(store.readLog(sampleId(1), { offset: 0 }))
      assert.deepStrictEqual([text, nextOffset], ["first\nsecond 日本\nthird\n", 26])
    }))

  it("can go on: what is open in it is ended, and new jobs are made", () =>
    reading((store) => {
      const outcome = store.publishOnce(sampleId(5), "outcome", sampleSettlement(5))
      assert.strictEqual(Effect.runSync(outcome)._tag, "Won")
      assert.isTrue(store.lastGasp(sampleId(4), () => sampleSettlement(4)))
      assert.strictEqual(Effect.runSync(store.submit(sampleCreated(7)))._tag, "Won")
    }))
})
