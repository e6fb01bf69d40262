import { assert, describe, it } from "@effect/vitest"
import type { JobId } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { at } from "./hosts.ts"

const id = "abcdef0123456789" as JobId

describe("a reference to a job", () => {
  it.effect("is its id or a beginning of it, and names none where there are none of the kind", () =>
    Effect.gen(function* () {
      const host = makeFakeWorld().host()
      yield* at(host, (jobs) => jobs.submit({ id }))
      for (const reference of ["a", "abcdef", id]) {
        assert.strictEqual(yield* at(host, (jobs) => jobs.find(reference)), id)
      }
      for (const reference of ["b", "abd", "0123456789abcdef"]) {
        assert.deepInclude(yield* Effect.flip(at(host, (jobs) => jobs.find(reference))), {
          _tag: "JobNotFound",
          reference,
          searched: "memory"
        })
      }
    })
  )

  it.effect("is never empty: the only job there is was not named (I6 no-stranger-signalled)", () =>
    Effect.gen(function* () {
      const host = makeFakeWorld().host()
      yield* at(host, (jobs) => jobs.submit({ id }))
      for (const reference of ["", "A", " a", "a ", "*", `${id}0`]) {
        assert.deepInclude(yield* Effect.flip(at(host, (jobs) => jobs.find(reference))), {
          _tag: "JobNotFound",
          reference
        })
      }
    })
  )
})
