import { assert, describe, it } from "@effect/vitest"
import type { Cast, TraceEntry } from "@job-lifecycle/testing/simulator"
import { drawDeadlyLife, liveOnFiles, tellSmallest } from "./lives/liveOnFiles.ts"

/** A tenth of them, unless all are asked for. */
const share = process.env["JOB_LIVES"] === "all" ? 1 : 0.1

const met = new Set<string>()

const liveAll = (cast: Cast, count: number): void => {
  for (let seed = 1; seed <= count; seed++) {
    const lived = liveOnFiles(drawDeadlyLife(cast, seed))
    if (lived.violation !== null) assert.fail(tellSmallest(lived))
    for (const entry of lived.world.entries) met.add(nameOf(entry))
  }
}

const nameOf = (entry: TraceEntry): string =>
  entry._tag === "PowerTakes" ? `power: ${entry.how}` : entry._tag

describe("lives whose processes keep their records in files", () => {
  it("break no law, in the small world: they die in the middle, and the power goes", () => {
    liveAll("small", 4_000 * share)
  }, 3_600_000)

  it("break no law in the full one", () => {
    liveAll("full", 1_500 * share)
  }, 3_600_000)

  it("lose by the power what is not durable, and find what is left of it torn", () => {
    assert.includeMembers([...met], ["power: gone", "power: torn", "Removes", "Fails"])
  })
})
