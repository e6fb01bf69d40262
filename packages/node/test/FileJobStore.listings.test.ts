import { assert, describe, it } from "@effect/vitest"
import { sampleCreated, sampleId, sampleSettlement } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import {
  isListedSettled,
  newestSettled,
  placeSettled,
  removeSettled
} from "../src/store/markers.ts"
import { realFs } from "../src/store/realFs.ts"
import { StoreRoot } from "../src/store/StoreRoot.ts"
import { treeOf, withFolder } from "./fixtures/folders.ts"
import { listingsIn, withFs } from "./fixtures/watchedFs.ts"

const id = sampleId(1)

describe("listings of many jobs", () => {
  it("a job is read at one look, whichever facts it has", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      const look = () => Effect.runSync(store.facts(sampleId(1)))
      look()
      assert.strictEqual(listingsIn(look), 1)
      Effect.runSync(store.publishOnce(sampleId(1), "outcome", sampleSettlement()))
      // What came before an outcome is in the listing after the one that shows it.
      assert.strictEqual(listingsIn(look), 2)
    }))

  it("a page of the newest is read from no more folders than it takes", () =>
    withFolder((root) => {
      const { layout } = new StoreRoot(root)
      const day = 24 * 3_600_000
      withFs({ fsyncSync: () => undefined }, () => {
        for (let n = 0; n < 400; n++) placeSettled(realFs, layout, sampleId(n), n * day)
      })
      let page: ReadonlyArray<string> = []
      const listings = listingsIn(() => {
        page = newestSettled(realFs, layout, 10)
      })
      assert.deepStrictEqual(
        page,
        Array.from({ length: 10 }, (_, n) => sampleId(399 - n))
      )
      assert.isAtMost(listings, 21)
    }))

  it("no folder of markers grows without bound, and the order stays right across the overflow", () =>
    withFolder((root) => {
      const { layout } = new StoreRoot(root)
      const count = 1_000
      withFs({ fsyncSync: () => undefined }, () => {
        for (let n = 0; n < count; n++)
          placeSettled(realFs, layout, sampleId(n), 10_000_000 + n * 100, 8_000)
      })
      const all = newestSettled(realFs, layout, count)
      assert.deepStrictEqual(
        all,
        Array.from({ length: count }, (_, n) => sampleId(count - 1 - n))
      )
      assert.deepStrictEqual(newestSettled(realFs, layout, 7), all.slice(0, 7))
      const perFolder = new Map<string, number>()
      for (const file of treeOf(layout.settled)) {
        perFolder.set(path.dirname(file), (perFolder.get(path.dirname(file)) ?? 0) + 1)
      }
      assert.isAtMost(Math.max(...perFolder.values()), 500)
      assert.isAtLeast(perFolder.size, 3)
    }))

  it("a job has its place among the settled ones, whenever its record says that it ended (F48)", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      const ends = [-1, 8_640_000_000_000_001, 5]
      for (const [n, settledAt] of ends.entries()) {
        Effect.runSync(store.submit(sampleCreated(n)))
        Effect.runSync(store.index(sampleId(n), { settledAt, active: false }))
      }
      const newestFirst = [sampleId(1), sampleId(2), sampleId(0)]
      assert.deepStrictEqual(Effect.runSync(store.settled(10)), newestFirst)
    }))

  it("no folder of markers outlives its last one, once somebody has swept", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      const hour = 3_600_000
      for (const n of [0, 1, 30]) {
        Effect.runSync(store.submit(sampleCreated(n)))
        Effect.runSync(store.publishOnce(sampleId(n), "outcome", sampleSettlement(1)))
        Effect.runSync(store.index(sampleId(n), { settledAt: n * hour, active: false }))
      }
      const { layout } = new StoreRoot(root)
      const elsewhere = path.join(root, "elsewhere")
      fs.mkdirSync(path.join(elsewhere, "00"), { recursive: true })
      fs.symlinkSync(elsewhere, path.join(layout.settled, "1969-12-31"))
      fs.writeFileSync(path.join(layout.settled, "1970-01-03"), "")
      for (const n of [1, 30]) {
        removeSettled(realFs, layout, { id: sampleId(n), settledAt: n * hour })
      }
      assert.strictEqual(Effect.runSync(store.sweep({ everywhere: false })), 0)
      const days = ["1969-12-31", "1970-01-01", "1970-01-03"]
      assert.deepStrictEqual(fs.readdirSync(layout.settled).toSorted(), days)
      assert.deepStrictEqual(fs.readdirSync(path.join(layout.settled, "1970-01-01")), ["00"])
      assert.deepStrictEqual(fs.readdirSync(elsewhere), ["00"])
    }))

  it("what leads to a marker is flushed, though a sweep took its folder away meanwhile (I8)", () =>
    withFolder((root) => {
      const { layout } = new StoreRoot(root)
      fs.mkdirSync(layout.settled, { recursive: true })
      const marker = { id: sampleId(1), settledAt: 1_700_000_000_000 }
      const opened = new Map<number, string>()
      const flushed = new Set<string>()
      let isSwept = false
      placeSettled(
        {
          ...realFs,
          openSync: (file, ...how) => {
            if (!isSwept && file.endsWith(marker.id)) {
              isSwept = true
              fs.rmdirSync(path.dirname(file))
            }
            const opening = realFs.openSync(file, ...how)
            opened.set(opening, file)
            return opening
          },
          fsyncSync: (opening) => flushed.add(opened.get(opening) ?? "")
        },
        layout,
        marker.id,
        marker.settledAt
      )
      assert.isTrue(isSwept)
      assert.isTrue(isListedSettled(realFs, layout, marker))
      const day = path.join(layout.settled, "2023-11-14")
      assert.deepStrictEqual(flushed, new Set([path.join(day, "22"), day, layout.settled]))
    }))

  it("what is no job of ours is not listed", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      for (const name of ["active/.DS_Store", "active/README", "jobs/notes", "settled/x"]) {
        fs.writeFileSync(path.join(root, name), "")
      }
      assert.deepStrictEqual(Effect.runSync(store.active), [id])
      assert.deepStrictEqual(Effect.runSync(store.find("")), [id])
      assert.deepStrictEqual(Effect.runSync(store.settled(9)), [])
    }))

  it("a marker is found and goes, whichever folder had room for it", () =>
    withFolder((root) => {
      const { layout } = new StoreRoot(root)
      // Every folder is full at once: the next one holds the next marker.
      const markers = [1, 2, 3].map((n) => ({ id: sampleId(n), settledAt: 1_700_000_000_000 }))
      for (const marker of markers) placeSettled(realFs, layout, marker.id, marker.settledAt, 0)
      for (const marker of markers) {
        assert.isTrue(isListedSettled(realFs, layout, marker))
        removeSettled(realFs, layout, marker)
      }
      assert.deepStrictEqual(newestSettled(realFs, layout, 9), [])
    }))
})
