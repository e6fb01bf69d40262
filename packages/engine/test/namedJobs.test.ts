import { assert, describe, it } from "@effect/vitest"
import type { Runner, SubmitOptions } from "@job-lifecycle/engine"
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

  it.effect("what cannot be its id, or kept with it, is refused by name, and nothing is left", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const host = world.host()
      const cycle: Record<string, unknown> = {}
      cycle["self"] = cycle
      const wrong = [
        ...["", "app", "../../etc", "0123456789ABCDEF", 5, 10n, cycle].map(
          (id) => ["id", { id }] as const
        ),
        ...[10n, cycle, () => 1].map((attributes) => ["attributes", { attributes }] as const)
      ]
      for (const [field, options] of wrong) {
        for (const asked of [
          at(host, (jobs) => jobs.run(options as SubmitOptions, done)),
          at(host, (jobs) => jobs.submit(options as SubmitOptions))
        ]) {
          const error = yield* Effect.flip(asked)
          assert.deepInclude(error, { _tag: "InvalidRequest", field })
        }
      }
      assert.deepStrictEqual(world.writes, [])
      assert.strictEqual(host.exit.open(), 0)
    })
  )

  it.effect("keeps of what the host says what JSON would carry, as of a result", () =>
    Effect.gen(function* () {
      const attributes = { page: 3, title: undefined, at: new Date(0), ratio: NaN }
      const job = yield* at(makeFakeWorld().host(), (jobs) =>
        jobs.run({ attributes } as unknown as SubmitOptions, done)
      )
      const kept = { page: 3, at: "1970-01-01T00:00:00.000Z", ratio: null }
      assert.deepStrictEqual(job.request.attributes, kept)
    })
  )
})
