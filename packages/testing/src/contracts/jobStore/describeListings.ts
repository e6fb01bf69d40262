import type { JobId, Settlement } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { sampleCreated, sampleId, sampleSettlement, sampleWorkStopped } from "../../samples.ts"
import type { JobStoreSuite } from "./JobStoreSuite.ts"
import { id, submitted } from "./JobStoreSuite.ts"

/** Proves that jobs are found by prefix, by being active, and newest first by their end. */
export const describeListings = ({ describe, equal, it }: JobStoreSuite): void => {
  describe("find", () => {
    it("finds every id that begins with a prefix of any length, settled or not", (store) =>
      Effect.gen(function* () {
        const ids = ["ab00000000000001", "ab00000000000002", "ac00000000000003", "b000000000000004"]
        for (const one of ids) yield* store.submit(sampleCreated(1, { id: one as JobId }))
        const settlement = sampleSettlement(1, { settledAt: 1 })
        yield* store.publishOnce(ids[0] as JobId, "outcome", settlement)
        yield* store.index(ids[0] as JobId, { settledAt: 1, active: false })
        const found = (prefix: string) => Effect.map(store.find(prefix), (all) => [...all].sort())
        equal(yield* found(""), ids)
        equal(yield* found("a"), ids.slice(0, 3))
        equal(yield* found("ab"), ids.slice(0, 2))
        equal(yield* found("ab0000"), ids.slice(0, 2))
        equal(yield* found(ids[1]!), [ids[1]])
        equal(yield* found("ad"), [])
        equal(yield* found("c"), [])
        equal(yield* found("../"), [])
        equal(yield* found(`${ids[1]}0`), [])
      }))
  })

  describe("listings", () => {
    it("a job leaves the active ones when it is indexed, and heads the settled ones", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1, 2)
        yield* store.publishOnce(id, "outcome", sampleSettlement(1, { settledAt: 10 }))
        equal([...(yield* store.active)].sort(), [sampleId(1), sampleId(2)].sort())
        yield* store.index(id, { settledAt: 10, active: false })
        equal(yield* store.active, [sampleId(2)])
        equal(yield* store.settled(5), [id])
      }))

    it("a job whose work runs on stays active and is settled at once", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.publishOnce(
          id,
          "outcome",
          sampleSettlement(1, { settledAt: 10, work: "Running" })
        )
        yield* store.index(id, { settledAt: 10, active: true })
        equal(yield* store.active, [id])
        equal(yield* store.settled(5), [id])
        yield* store.index(id, { settledAt: 10, active: false })
        equal(yield* store.active, [])
        equal(yield* store.settled(5), [id])
      }))

    it("settled jobs come newest first by the time of their end, over hours, days and years", (store) =>
      Effect.gen(function* () {
        const hour = 3_600_000
        const at = [0, 1, 9, hour, hour + 1, 24 * hour, 400 * 24 * hour, 1_700_000_000_000]
        const shuffled = [3, 0, 7, 5, 1, 6, 2, 4]
        yield* submitted(store, ...shuffled)
        for (const n of shuffled) {
          yield* store.index(sampleId(n), { settledAt: at[n]!, active: false })
        }
        const newestFirst = [7, 6, 5, 4, 3, 2, 1, 0].map(sampleId)
        equal(yield* store.settled(100), newestFirst)
        equal(yield* store.settled(3), newestFirst.slice(0, 3))
        equal(yield* store.settled(1), newestFirst.slice(0, 1))
        equal(yield* store.settled(0), [])
        equal(yield* store.settled(Number.MAX_SAFE_INTEGER), newestFirst)
        equal(
          yield* store.history,
          [7, 6, 5, 4, 3, 2, 1, 0].map((n) => ({ id: sampleId(n), settledAt: at[n] }))
        )
      }))

    it("a job that is indexed again is listed once", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1)
        yield* store.index(id, { settledAt: 10, active: false })
        yield* store.index(id, { settledAt: 10, active: false })
        equal(yield* store.settled(5), [id])
      }))
  })
  describe("a rebuilt index", () => {
    it("lists every job that it had not: open, settled, and settled with work that may run on", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1, 2, 3, 4, 5)
        const ended = (n: number, fields: Partial<Settlement> = {}) =>
          store.publishOnce(sampleId(n), "outcome", sampleSettlement(n, fields))
        yield* ended(2)
        yield* ended(3, { work: "Running" })
        yield* ended(4, { work: "Running" })
        yield* store.publishOnce(sampleId(4), "workStopped", sampleWorkStopped())
        yield* ended(5, { work: "Unknown" })
        const { settledAt } = sampleSettlement(5)
        yield* store.index(sampleId(5), { settledAt, active: false })
        equal((yield* store.rebuildIndex).settled <= 3, true)
        equal(yield* store.settled(9), [5, 4, 3, 2].map(sampleId))
        const active = new Set(yield* store.active)
        equal(
          [1, 3, 5].filter((n) => active.has(sampleId(n))),
          [1, 3, 5]
        )
        // The markers of the others were there before: no rebuild takes one away.
        equal(yield* store.rebuildIndex, { active: 0, settled: 0 })
      }))

    it("is the index that was there, when nothing was wrong with it", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1, 2)
        yield* store.publishOnce(id, "outcome", sampleSettlement(1))
        const { settledAt } = sampleSettlement(1)
        yield* store.index(id, { settledAt, active: false })
        equal(yield* store.rebuildIndex, { active: 0, settled: 0 })
        equal(yield* store.active, [sampleId(2)])
        equal(yield* store.history, [{ id, settledAt }])
      }))
  })
}
