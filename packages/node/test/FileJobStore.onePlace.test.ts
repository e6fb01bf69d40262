import { assert, describe, it } from "@effect/vitest"
import { FakeDisk, sampleCreated, sampleId, sampleSettlement } from "@job-lifecycle/testing"
import { processOn, root } from "./removal/RemovalWorld.ts"
import { instantly } from "./crash/instantly.ts"

const id = sampleId(1)

/** A job that is settled and listed, on a disk of its own. */
const listed = () => {
  const disk = new FakeDisk()
  const { store } = processOn(disk)
  const settlement = sampleSettlement(1)
  instantly(store.submit(sampleCreated(1)))
  instantly(store.publishOnce(id, "outcome", settlement))
  instantly(store.index(id, { settledAt: settlement.settledAt, active: false }))
  return { disk, store }
}

describe("a settled job that is listed", () => {
  it("gets no second place when its work is found to have stopped, and its outcome cannot be read any more (I8)", () => {
    const { disk, store } = listed()
    const files = disk.process()
    files.closeSync(files.openSync(`${root}/jobs/${id.slice(0, 2)}/${id}/outcome.json`, "w"))
    // What is read of it then is the file's time.
    instantly(store.index(id, { settledAt: 4_711, active: false }))
    const places = [...disk.contents().keys()].filter((name) => name.startsWith(`${root}/settled/`))
    assert.lengthOf(
      places.filter((name) => name.endsWith(id)),
      1
    )
  })

  it("is told once where somebody has listed it at another time too", () => {
    const { store } = listed()
    instantly(store.index(id, { settledAt: 4_711, active: false }))
    assert.deepStrictEqual(instantly(store.settled(9)), [id])
    assert.deepStrictEqual(
      instantly(store.history).map((one) => one.id),
      [id]
    )
  })
})
