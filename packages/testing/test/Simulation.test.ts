import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import { Fingerprint } from "../src/explorer/index.ts"
import { seededRandom } from "../src/files/seededRandom.ts"
import { Simulation } from "../src/simulator/Simulation.ts"

/** What nine fibers of three processes say, in the order in which they say it. */
const heard = (seed: number): ReadonlyArray<string> => {
  const simulation = new Simulation(seededRandom(seed), { preempt: 0.3, lag: 0.1 })
  const said: Array<string> = []
  for (let process = 0; process < 3; process++) {
    const thread = simulation.thread()
    for (let fiber = 0; fiber < 3; fiber++) {
      const speak = Effect.gen(function* () {
        for (let word = 0; word < 5; word++) {
          yield* Effect.sleep(yield* Random.nextIntBetween(0, 20))
          said.push(`${process} ${fiber} ${word} at ${yield* Clock.currentTimeMillis}`)
        }
      })
      simulation.fork(thread, speak)
    }
  }
  while (simulation.step());
  return said
}

describe("Simulation", () => {
  it("keeps to one order for one seed, whatever runs it", () => {
    const print = new Fingerprint()
    for (let seed = 1; seed <= 100; seed++) for (const said of heard(seed)) print.add(said)
    // Recorded on Node 22, 24 and 26 alike.
    assert.strictEqual(print.value, 2_198_082_378_149_257)
  })

  it("tells seeds apart", () => {
    assert.notDeepEqual(heard(1), heard(2))
    assert.lengthOf(heard(1), 45)
  })
})
