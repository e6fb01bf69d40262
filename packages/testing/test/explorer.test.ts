import { assert, describe, it } from "@effect/vitest"
import type { JobStore } from "@job-lifecycle/engine"
import { Won } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { explore, smallAlphabets } from "../src/explorer/index.ts"

const letters = (name: string) => smallAlphabets.find((one) => one.name === name)!

/** Tells everybody who claims a job that it is theirs. */
const claimsTwice = (store: JobStore["Service"]): JobStore["Service"] => ({
  ...store,
  publishOnce: (id, fact, value) =>
    Effect.map(store.publishOnce(id, fact, value), (answer) => (fact === "claim" ? Won : answer))
})

/** Does not see an outcome that was written since the last look. */
const looksOnce = (store: JobStore["Service"]): JobStore["Service"] => {
  const seen = new Map<string, Effect.Effect<unknown, unknown>>()
  return {
    ...store,
    facts: (id) => {
      const first = seen.get(id) as ReturnType<typeof store.facts> | undefined
      if (first !== undefined) return first
      return Effect.tap(store.facts(id), (facts) =>
        Effect.sync(() => seen.set(id, Effect.succeed(facts)))
      )
    }
  }
}

describe("all orders", () => {
  for (const alphabet of smallAlphabets) {
    it(`of ${alphabet.name} keep every law`, () => {
      const { broken, complete, states } = explore(alphabet, { mostStates: 50_000 })
      if (broken !== null) {
        assert.fail(`${broken.law}: ${broken.what}\n${broken.chosen.join("\n")}`)
      }
      assert.isTrue(complete)
      assert.isAbove(states, alphabet.letters.length)
    }, 120_000)
  }

  it("are counted, and the same each time", () => {
    const once = explore(letters("finish, kill, two readers"))
    assert.deepStrictEqual(explore(letters("finish, kill, two readers")), once)
    // Every order is lived, in far fewer lives.
    assert.isAbove(Number(once.orders), 1_000_000)
    assert.isBelow(once.lived, 10_000)
  })

  it("show the one in which a store gives a job to two owners", () => {
    const { broken } = explore(letters("claim, another claim"), { store: claimsTwice })
    assert.strictEqual(broken?.law, "I1 record-before-work")
  })

  it("show the one in which a reader judges by what it saw before its owner ended", () => {
    const { broken } = explore(letters("finish, kill, two readers"), { store: looksOnce })
    assert.strictEqual(broken?.law, "I9 outcome-first")
  })
})
