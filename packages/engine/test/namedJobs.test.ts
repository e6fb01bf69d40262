import { assert, describe, it } from "@effect/vitest"
import type { Runner } from "@job-lifecycle/engine"
import { makeFakeWorld, sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { at, outcomeOf } from "./hosts.ts"

const done: Runner = () => Effect.succeed("done")

describe("a job that its host names beforehand", () => {
  it.effect("has that id, and keeps what the host says of it as it was said", () =>
    Effect.gen(function* () {
      const host = makeFakeWorld().host()
      const attributes = { title: "review", tags: ["a", null], nested: { n: 1 } }
      const id = sampleId(7)
      const submitted = yield* at(host, (jobs) => jobs.submit({ id, attributes }))
      assert.strictEqual(submitted.id, id)
      const job = yield* at(host, (jobs) => jobs.own(id, done))
      assert.strictEqual(outcomeOf(job)?._tag, "Completed")
      assert.deepStrictEqual(job.request.attributes, attributes)
    })
  )

  it.effect("is run once: a second submission and a second run of its id are refused", () =>
    Effect.gen(function* () {
      const host = makeFakeWorld().host()
      const id = sampleId(7)
      let runs = 0
      const counted: Runner = () => Effect.sync(() => ++runs)
      const first = yield* at(host, (jobs) => jobs.run({ id, name: "first" }, counted))
      for (const again of [
        at(host, (jobs) => jobs.run({ id }, counted)),
        at(host, (jobs) => jobs.submit({ id }))
      ]) {
        const error = yield* Effect.flip(again)
        assert.strictEqual(error._tag, "InvalidRequest")
        assert.include(error.message, id)
      }
      assert.strictEqual(runs, 1)
      assert.deepStrictEqual(yield* at(host, (jobs) => jobs.get(id)), first)
    })
  )
})
