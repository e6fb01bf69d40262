import { assert, describe, it } from "@effect/vitest"
import {
  FakeDisk,
  FileFaults,
  sampleCreated,
  sampleId,
  sampleSettlement,
  sampleWorkStopped
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import type { Store } from "./removal/RemovalWorld.ts"
import { processOn, root } from "./removal/RemovalWorld.ts"
import { instantly } from "./crash/instantly.ts"

const sweep = (store: Store) => store.sweep({ everywhere: true })

type Inode = FakeDisk["root"] extends { readonly names: ReadonlyMap<string, infer Node> }
  ? Node
  : never

/** Gives a file, or a folder with all that is in it, to another user. */
const give = (node: Inode, uid: number): void => {
  node.uid = uid
  if (node.kind === "folder") for (const child of node.names.values()) give(child, uid)
}

describe("the index", () => {
  /** Open and settled jobs, listed; then somebody removes the lists. */
  const listed = () => {
    const disk = new FakeDisk()
    const { store } = processOn(disk)
    for (let n = 1; n <= 6; n++) {
      instantly(store.submit(sampleCreated(n)))
      if (n <= 2) continue
      const settlement = sampleSettlement(n, { work: n === 3 ? "Running" : "Stopped" })
      instantly(store.publishOnce(sampleId(n), "outcome", settlement))
      instantly(store.index(sampleId(n), { settledAt: settlement.settledAt, active: n === 3 }))
    }
    return { disk, active: instantly(store.active), settled: instantly(store.settled(9)) }
  }
  const loseMarkers = (disk: FakeDisk) => {
    const files = disk.process()
    for (const name of [...disk.contents().keys()].toReversed()) {
      if (!name.startsWith(`${root}/active/`) && !name.startsWith(`${root}/settled/`)) continue
      if (name.endsWith("/")) files.rmdirSync(name.slice(0, -1))
      else files.unlinkSync(name)
    }
  }

  it("comes back whole on demand when both of its folders were removed", () => {
    const { active, disk, settled } = listed()
    loseMarkers(disk)
    const { store } = processOn(disk)
    assert.deepStrictEqual([instantly(store.active), instantly(store.settled(9))], [[], []])
    assert.deepStrictEqual(instantly(store.rebuildIndex), { active: 3, settled: 4 })
    assert.deepStrictEqual(
      [instantly(store.active), instantly(store.settled(9))],
      [active, settled]
    )
  })

  it("comes back with a job of whose work nobody knows among the active ones (I7, I8)", () => {
    const disk = new FakeDisk()
    const { store } = processOn(disk)
    instantly(store.submit(sampleCreated(1)))
    const settlement = sampleSettlement(1, { work: "Unknown" })
    instantly(store.publishOnce(sampleId(1), "outcome", settlement))
    instantly(store.index(sampleId(1), { settledAt: settlement.settledAt, active: true }))
    loseMarkers(disk)
    assert.deepStrictEqual(instantly(store.rebuildIndex), { active: 1, settled: 1 })
    assert.deepStrictEqual(instantly(store.active), [sampleId(1)])
  })

  it("comes back without a job among the active ones whose work is on record as stopped since", () => {
    for (const work of ["Running", "Unknown"] as const) {
      const disk = new FakeDisk()
      const { store } = processOn(disk)
      instantly(store.submit(sampleCreated(1)))
      instantly(store.publishOnce(sampleId(1), "outcome", sampleSettlement(1, { work })))
      instantly(store.publishOnce(sampleId(1), "workStopped", sampleWorkStopped()))
      loseMarkers(disk)
      assert.deepStrictEqual(instantly(store.rebuildIndex), { active: 0, settled: 1 })
      assert.deepStrictEqual(instantly(store.active), [])
    }
  })

  it("gets an open job back whose submission landed unheard, when it is tried again, and no other", () => {
    const disk = new FakeDisk()
    const { store } = processOn(disk)
    for (const n of [1, 2]) instantly(store.submit(sampleCreated(n)))
    instantly(store.publishOnce(sampleId(2), "outcome", sampleSettlement(2)))
    const files = disk.process()
    for (const n of [1, 2]) files.unlinkSync(`${root}/active/${sampleId(n)}`)
    for (const n of [1, 2])
      assert.strictEqual(instantly(store.submit(sampleCreated(n)))._tag, "Won")
    assert.deepStrictEqual(
      disk
        .process()
        .readdirSync(`${root}/active`)
        .filter((name) => !name.startsWith(".")),
      [sampleId(1)]
    )
  })

  it("comes back with no second place for a job whose outcome cannot be read any more", () => {
    const { active, disk, settled } = listed()
    const files = disk.process()
    const outcome = `${root}/jobs/${sampleId(5).slice(0, 2)}/${sampleId(5)}/outcome.json`
    files.closeSync(files.openSync(outcome, "w"))
    const { store } = processOn(disk)
    assert.deepStrictEqual(instantly(store.rebuildIndex), { active: 0, settled: 0 })
    assert.deepStrictEqual(
      [instantly(store.active), instantly(store.settled(9))],
      [active, settled]
    )
    loseMarkers(disk)
    assert.deepStrictEqual(instantly(store.rebuildIndex), { active: 3, settled: 4 })
    assert.sameMembers([...instantly(store.settled(9))], [...settled])
  })

  it("comes back by itself at the first listing after a boot, and only then", () => {
    const { active, disk, settled } = listed()
    loseMarkers(disk)
    disk.process().unlinkSync(`${root}/index.json`)
    const first = processOn(disk)
    assert.deepStrictEqual(
      [instantly(first.store.active), instantly(first.store.settled(9))],
      [active, settled]
    )
    const second = processOn(disk)
    instantly(second.store.active)
    const looked = second.files.operations.filter(({ file }) => file.includes("/jobs/"))
    assert.deepStrictEqual(looked, [], "a second process looks into no job")
  })

  it("comes back at the second listing after a boot when the first one died in it, at any operation", () => {
    const { active, disk, settled } = listed()
    loseMarkers(disk)
    disk.process().unlinkSync(`${root}/index.json`)
    const whole = processOn(disk.copy())
    instantly(whole.store.active)
    for (const { changes, index } of whole.files.operations) {
      if (!changes) continue
      const cut = disk.copy()
      const first = processOn(cut, FileFaults.crashAt(index, "All"))
      assert.throws(() => instantly(first.store.active))
      const { store } = processOn(cut)
      assert.deepStrictEqual(
        [instantly(store.active), instantly(store.settled(9))],
        [active, settled],
        `dead at operation ${index}`
      )
    }
  })

  it("comes back after a boot though something cannot be cleared away, once (F24)", () => {
    const { active, disk, settled } = listed()
    loseMarkers(disk)
    const files = disk.process()
    files.unlinkSync(`${root}/index.json`)
    files.mkdirSync(`${root}/trash/gone.${sampleId(9)}.1-a-0`)
    const refusing = () =>
      processOn(disk, ({ file, name }) =>
        name === "rmdirSync" && file.includes("/trash/")
          ? { _tag: "Fails", code: "EACCES", landed: "Nothing" }
          : null
      )
    const { store } = refusing()
    assert.deepStrictEqual(
      [instantly(store.active), instantly(store.settled(9))],
      [active, settled]
    )
    const second = refusing()
    instantly(second.store.active)
    assert.isFalse(second.files.operations.some(({ file }) => file.includes("/trash/")))
  })

  it("comes back though a part of the listing cannot be read: that is told (I8, I11)", () => {
    for (const part of ["", "/2023-11-14", "/2023-11-14/22"]) {
      const { active, disk, settled } = listed()
      const unread = `${root}/settled${part}`
      const lost = `${root}/active/${active[0]}`
      disk.process().unlinkSync(lost)
      const refused = processOn(disk, ({ file, name }) =>
        name === "readdirSync" && file === unread
          ? { _tag: "Fails", code: "EACCES", landed: "Nothing" }
          : null
      )
      const error = instantly(Effect.flip(refused.store.rebuildIndex))
      assert.deepInclude(error, { _tag: "JobStoreError", reason: "NotWritable" }, unread)
      assert.isTrue(disk.contents().has(lost), unread)
      assert.deepStrictEqual(instantly(processOn(disk).store.settled(9)), settled, unread)
    }
  })

  it("comes back though a part of the jobs cannot be read: that is told (I8, I11)", () => {
    const { active, disk, settled } = listed()
    loseMarkers(disk)
    const hidden = sampleId(6)
    const unread = `${root}/jobs/${hidden.slice(0, 2)}`
    const refused = processOn(disk, ({ file, name }) =>
      name === "readdirSync" && file === unread
        ? { _tag: "Fails", code: "EACCES", landed: "Nothing" }
        : null
    )
    for (const change of [refused.store.rebuildIndex, sweep(refused.store)]) {
      const error = instantly(
        Effect.flip<unknown, { readonly _tag: string; readonly reason: string }, never>(change)
      )
      assert.deepInclude(error, { _tag: "JobStoreError", reason: "NotWritable" })
    }
    const { store } = processOn(disk)
    assert.deepStrictEqual(instantly(store.active), active)
    assert.deepStrictEqual(
      instantly(store.settled(9)),
      settled.filter((id) => id !== hidden)
    )
  })

  it("a reader that may not write reads the lists as they are", () => {
    const { active, disk, settled } = listed()
    disk.process().unlinkSync(`${root}/index.json`)
    const { store } = processOn(disk, FileFaults.failFrom(0, "EROFS"))
    assert.deepStrictEqual(
      [instantly(store.active), instantly(store.settled(9))],
      [active, settled]
    )
  })

  it("a rebuild that is cut anywhere is finished by the next one", () => {
    const { active, disk, settled } = listed()
    loseMarkers(disk)
    const whole = processOn(disk.copy())
    instantly(whole.store.rebuildIndex)
    for (const { changes, index } of whole.files.operations) {
      if (!changes) continue
      const cut = disk.copy()
      const cutShort = processOn(cut, FileFaults.crashAt(index))
      assert.throws(() => instantly(cutShort.store.rebuildIndex))
      const { store } = processOn(cut)
      instantly(store.rebuildIndex)
      assert.deepStrictEqual(
        [instantly(store.active), instantly(store.settled(9))],
        [active, settled]
      )
    }
  })

  it("a store that newer code wrote, or that is somebody else's, is left as it is", () => {
    const { disk: newer } = listed()
    const files = newer.process()
    files.unlinkSync(`${root}/format.json`)
    const fd = files.openSync(`${root}/format.json`, "wx", 0o600)
    files.writeSync(fd, Buffer.from('{"version":99,"links":true}'))
    files.closeSync(fd)
    const { disk: foreign } = listed()
    for (const state of foreign.root.names.values()) give(state, 7)
    for (const [disk, reason] of [
      [newer, "NewerFormat"],
      [foreign, "ForeignOwner"]
    ] as const) {
      const { store } = processOn(disk)
      const before = [...disk.contents()]
      for (const change of [
        store.remove(sampleId(6), () => true),
        sweep(store),
        store.rebuildIndex,
        store.postponeRetention(1)
      ]) {
        const error = instantly(Effect.flip<unknown, { readonly reason: string }, never>(change))
        assert.strictEqual(error.reason, reason)
      }
      assert.lengthOf(instantly(store.settled(9)), 4)
      assert.deepStrictEqual([...disk.contents()], before)
    }
  })

  it("markers that lead nowhere go with a sweep, and no other", () => {
    const { active, disk, settled } = listed()
    const files = disk.process()
    const folder = `${root}/jobs/${sampleId(6).slice(0, 2)}/${sampleId(6)}`
    for (const name of files.readdirSync(folder)) files.unlinkSync(`${folder}/${name}`)
    files.rmdirSync(folder)
    const { store } = processOn(disk)
    assert.strictEqual(instantly(sweep(store)), 1)
    assert.deepStrictEqual(instantly(store.settled(9)), settled.slice(1))
    assert.deepStrictEqual(instantly(store.active), active)
  })
})
