import type { JobId } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { sampleCreated, sampleId, sampleSettlement } from "../../samples.ts"
import { awaited } from "./awaited.ts"
import type { JobStoreSuite, Store } from "./JobStoreSuite.ts"
import { submitted } from "./JobStoreSuite.ts"

/** More than a page of anything. */
const many = Array.from({ length: 110 }, (_, n) => n)

/** Proves that no listing ends before its jobs do, and that none is empty while it is made anew. */
export const describeManyJobs = ({ between, describe, equal, it }: JobStoreSuite): void => {
  describe("many jobs", () => {
    it("every one of them is active as soon as it is submitted, and found by its prefix", (store) =>
      Effect.gen(function* () {
        for (const n of many) {
          equal(yield* store.submit(sampleCreated(n)), { _tag: "Won" })
          const active = yield* store.active
          equal([active.length, active.includes(sampleId(n))], [n + 1, true])
        }
        const all = many.map(sampleId).sort()
        equal([...(yield* store.active)].sort(), all)
        equal([...(yield* store.find(""))].sort(), all)
        for (const prefix of ["0", "9", "f"]) {
          const expected = all.filter((id) => id.startsWith(prefix))
          equal([...(yield* store.find(prefix))].sort(), expected)
        }
      }))

    it("as many of the settled ones are listed as were asked for", (store) =>
      Effect.gen(function* () {
        yield* submitted(store, ...many)
        for (const n of many) yield* store.index(sampleId(n), { settledAt: n, active: false })
        const newestFirst = many.map((n) => sampleId(many.length - 1 - n))
        for (const limit of [19, 21, 99, 101, many.length, 1_000]) {
          equal(yield* store.settled(limit), newestFirst.slice(0, limit))
        }
        equal(
          (yield* store.history).map(({ id }) => id),
          newestFirst
        )
      }))
  })

  describe("find, of what is no prefix of an id", () => {
    it("finds nothing by a pattern, nor by capital letters", (store) =>
      Effect.gen(function* () {
        for (const id of ["ab00000000000001", "ac00000000000003"]) {
          yield* store.submit(sampleCreated(1, { id: id as JobId }))
        }
        const patterns = [
          "%",
          "_",
          "a%",
          "a_",
          "_b",
          "%b",
          "AB",
          "Ab",
          "*",
          "a*",
          "?",
          "a?",
          ".",
          "a."
        ]
        for (const pattern of [...patterns, "[a]", "a[bc]", "\\", "^a", "a|b", " ab", "ab "]) {
          equal([pattern, yield* store.find(pattern)], [pattern, []])
        }
      }))
  })

  describe("an index that is made anew", () => {
    /** One open job and one settled one. */
    const listed = (store: Store) =>
      Effect.gen(function* () {
        yield* submitted(store, 1, 2)
        yield* store.publishOnce(sampleId(1), "outcome", sampleSettlement(1))
        const { settledAt } = sampleSettlement(1)
        yield* store.index(sampleId(1), { settledAt, active: false })
      })

    /** Reads until the index is made, and once more. */
    const besideReader = (rebuilder: Store, reader: Store) =>
      Effect.gen(function* () {
        yield* listed(rebuilder)
        const rebuilding = yield* Effect.forkChild(rebuilder.rebuildIndex)
        const read = Effect.gen(function* () {
          equal(yield* reader.active, [sampleId(2)])
          equal(yield* reader.settled(9), [sampleId(1)])
          equal(
            (yield* reader.history).map(({ id }) => id),
            [sampleId(1)]
          )
          equal([...(yield* reader.find(""))].sort(), [sampleId(1), sampleId(2)].sort())
        })
        const reading = Effect.gen(function* () {
          while (rebuilding.pollUnsafe() === undefined) {
            yield* read
            yield* Effect.yieldNow
          }
        })
        yield* awaited("the end of a rebuilding of the index", reading)
        equal(yield* Fiber.join(rebuilding), { active: 0, settled: 0 })
        yield* read
      })

    it("misses no job for a reader beside it", (store) => besideReader(store, store))
    between("misses no job for a reader through another handle", besideReader)

    it("has every job that was submitted or settled meanwhile", (store) =>
      Effect.gen(function* () {
        yield* listed(store)
        const { settledAt } = sampleSettlement(2)
        const settle = Effect.andThen(
          store.publishOnce(sampleId(2), "outcome", sampleSettlement(2)),
          store.index(sampleId(2), { settledAt, active: false })
        )
        yield* Effect.all([store.rebuildIndex, settle, submitted(store, 3, 4)], {
          concurrency: "unbounded"
        })
        const active = new Set(yield* store.active)
        equal([active.has(sampleId(3)), active.has(sampleId(4))], [true, true])
        equal(yield* store.settled(9), [sampleId(2), sampleId(1)])
      }))
  })
}
