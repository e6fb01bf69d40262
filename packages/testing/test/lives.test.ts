import { assert, describe, it } from "@effect/vitest"
import { availableParallelism } from "node:os"
import { liveMany, partsOf } from "../commands/liveMany.ts"
import { directedLives, live, Tally, tellLife } from "../src/simulator/index.ts"
import { causes, errors, health, outcomes, rows } from "./reached.ts"

/** A tenth of them, unless all are asked for. */
const share = process.env["JOB_LIVES"] === "all" ? 1 : 0.1

const tally = new Tally()

const reaches = (kind: Parameters<Tally["of"]>[0], expected: ReadonlyArray<string>) =>
  assert.deepStrictEqual([...tally.of(kind).keys()].sort(), [...expected].sort())

describe("many lives", () => {
  it("that are directed to rare places break no law", () => {
    for (const life of directedLives()) {
      const lived = live(life)
      if (lived.violation !== null) assert.fail(tellLife(lived))
      tally.add(lived)
    }
  })

  it("drawn at random break no law", async () => {
    const parts = [...partsOf("small", 200_000 * share), ...partsOf("full", 20_000 * share)]
    await liveMany(parts, availableParallelism(), ({ broken, cast, from, rows, to }) => {
      if (broken.length > 0) {
        assert.fail(broken.map(({ seed, told }) => `${cast} life ${seed}: ${told}`).join("\n"))
      }
      tally.merge(rows, to - from)
    })
    assert.isAtLeast(tally.lives, 220_000 * share)
  }, 3_600_000)

  it("meet every event in every state, and nothing comes of it but what the table says", () => {
    reaches("state × event", rows)
  })

  it("end in every outcome, by each cause that it can have and by no other", () => {
    reaches("outcome", outcomes)
    reaches("outcome × cause", causes)
  })

  it("show every health", () => reaches("health", health))

  it("are answered with every error, and with nothing else that fails", () => {
    reaches("error", errors)
  })
})
