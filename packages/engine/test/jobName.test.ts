import { assert, describe, it } from "@effect/vitest"
import type { SubmitOptions } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { at } from "./hosts.ts"

describe("the name of a job", () => {
  it.effect("is its command line, or job, where none was given or an empty one", () =>
    Effect.gen(function* () {
      const host = makeFakeWorld().host()
      const named = (options: SubmitOptions) =>
        Effect.map(
          at(host, (jobs) => jobs.submit(options)),
          ({ request }) => request.name
        )
      for (const none of [{}, { name: "" }, { name: " \n" }]) {
        assert.strictEqual(yield* named({ ...none, command: ["npm", "test"] }), "npm test")
        assert.strictEqual(yield* named(none), "job")
      }
      assert.strictEqual(yield* named({ name: " mine ", command: ["make"] }), " mine ")
    })
  )
})
