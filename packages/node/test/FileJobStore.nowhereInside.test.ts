import { assert, describe, it } from "@effect/vitest"
import type { JobStoreError } from "@job-lifecycle/engine"
import { sampleCreated, sampleId, sampleSettlement } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { layoutOf } from "../src/store/layout.ts"
import { realFs } from "../src/store/realFs.ts"
import { oddPlaces } from "../src/store/oddPlaces.ts"
import { withFolder } from "./fixtures/folders.ts"

const [id, other] = [sampleId(1), sampleId(2)]
const day = 86_400_000

/** A store with two jobs that have ended, a day apart, and one that is open; a folder beside it. */
const withJobs = (
  body: (root: string, away: string, store: ReturnType<typeof FileJobStore.make>) => void
) =>
  withFolder((folder) => {
    const root = path.join(folder, "root")
    const store = FileJobStore.make({ root })
    for (const [n, settledAt] of [1, day + 1].entries()) {
      Effect.runSync(store.submit(sampleCreated(n + 1)))
      const settlement = { ...sampleSettlement(), settledAt }
      Effect.runSync(store.publishOnce(sampleId(n + 1), "outcome", settlement))
      Effect.runSync(store.index(sampleId(n + 1), { settledAt, active: false }))
    }
    Effect.runSync(store.submit(sampleCreated(3)))
    body(root, path.join(folder, "away"), store)
  })

/** Moves a folder of the store away and leaves a link in its place, which leads nowhere. */
const unplug = (root: string, name: string, away: string): string => {
  const place = path.join(root, name)
  fs.renameSync(place, `${away}-kept`)
  fs.symlinkSync(away, place)
  return place
}

const refusalOf = (effect: Effect.Effect<unknown, JobStoreError>) => {
  const { detail, reason } = Effect.runSync(Effect.flip(effect))
  return [reason, detail]
}

const leadsNowhere = (place: string) => ["Unreadable", `the link ${place} leads nowhere for now`]

describe("a link inside a store that leads nowhere", () => {
  for (const [what, name] of [
    ["a day", "settled/1970-01-01"],
    ["an hour", "settled/1970-01-01/00"]
  ] as const) {
    it(`in place of ${what} is named by doctor and by rebuilding, which lists the rest (I8, F17)`, () =>
      withJobs((root, away, store) => {
        const place = unplug(root, name, away)
        fs.rmSync(path.join(root, "settled", "1970-01-02"), { recursive: true })
        assert.deepStrictEqual(oddPlaces(realFs, layoutOf(root)), [{ place, refused: null }])
        assert.deepStrictEqual(refusalOf(store.rebuildIndex), leadsNowhere(place))
        assert.deepStrictEqual(Effect.runSync(store.settled(9)), [other])
        Effect.runSync(store.sweep({ everywhere: true }))
        assert.isTrue(fs.lstatSync(place).isSymbolicLink())
        assert.isFalse(fs.existsSync(away))
        fs.unlinkSync(place)
        fs.renameSync(`${away}-kept`, place)
        assert.deepStrictEqual(Effect.runSync(store.settled(9)), [other, id])
      }))
  }

  it("in place of a part of the jobs is named by doctor, and by whoever submits there", () =>
    withJobs((root, away, store) => {
      const place = unplug(root, path.join("jobs", id.slice(0, 2)), away)
      assert.deepStrictEqual(oddPlaces(realFs, layoutOf(root)), [{ place, refused: null }])
      assert.deepStrictEqual(refusalOf(store.submit(sampleCreated(1))), leadsNowhere(place))
      assert.isFalse(fs.existsSync(away))
    }))

  it("in place of the markers of all open jobs is refused, and never taken for none (I8)", () =>
    withJobs((root, away, store) => {
      const place = unplug(root, "active", away)
      for (const effect of [store.active, store.rebuildIndex, store.submit(sampleCreated(4))]) {
        assert.deepStrictEqual(refusalOf(effect), leadsNowhere(place))
      }
      assert.deepStrictEqual(Effect.runSync(store.settled(9)), [other, id])
      assert.isFalse(fs.existsSync(away))
    }))

  it("in place of all settled ones is refused, and never taken for none (I8)", () =>
    withJobs((root, away, store) => {
      const place = unplug(root, "settled", away)
      for (const effect of [store.settled(9), store.history, store.rebuildIndex]) {
        assert.deepStrictEqual(refusalOf(effect), leadsNowhere(place))
      }
      assert.deepStrictEqual(Effect.runSync(store.active), [sampleId(3)])
      assert.isFalse(fs.existsSync(away))
    }))
})
