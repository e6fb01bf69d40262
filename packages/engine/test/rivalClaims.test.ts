import { assert, describe, it } from "@effect/vitest"
import type { JobId } from "@job-lifecycle/engine"
import { MemoryJobStore } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import { makeFakeWorld, sampleClaim } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"
import { at, killSilently, start } from "./hosts.ts"

/** A job that another owner claims in the instant in which `rival` does. */
const claimedMeanwhile = Effect.gen(function* () {
  const world = makeFakeWorld()
  const owner = world.host()
  const { id } = yield* at(world.host(), (jobs) => jobs.submit({}))
  const store = MemoryJobStore.make(world.backing)
  const rival = world.host()
  const before = (then: () => "Unexpected" | null) => {
    world.faults.fail = (operation, fact) => {
      if (operation !== "publishOnce" || fact !== "claim") return null
      const claim = sampleClaim(1, { owner: world.table.identify(owner.process) })
      Effect.runSync(store.publishOnce(id, "claim", claim))
      return then()
    }
  }
  const claims = at(rival, (jobs) => Effect.flip(jobs.own(id, () => Effect.succeed("mine"))))
  return { world, rival, store, id, before, claims }
})

describe("late-is-kept-apart: whoever lost a claim", () => {
  it.effect("says nothing in the job's name", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* start(world)
      const word = { phase: "theirs", message: "theirs", resumeHandle: "their thread" }
      const store = MemoryJobStore.make(world.backing)
      yield* store.putProgress(id, { ...word, at: 1, nonce: "of the claim that lost" })
      const { message, phase, resumeHandle } = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.deepStrictEqual([phase, message, resumeHandle], [null, null, null])
    })
  )
})

describe("whoever comes too late to own a job", () => {
  const mine = () => Effect.succeed("mine")
  const refusal = (world: FakeWorld, id: JobId) =>
    Effect.map(
      at(world.host(), (jobs) => Effect.flip(jobs.own(id, mine))),
      (refused) =>
        refused._tag === "ClaimRefused" ? [refused.standing, refused.detail] : refused._tag
    )

  it.effect("is told that another owner has it while it runs", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* start(world)
      assert.deepStrictEqual(yield* refusal(world, id), ["Owned", "another owner has it"])
    })
  )

  it.effect("is told how it ended, also when its owner lived to tell nobody", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const ran = yield* at(world.host(), (jobs) => jobs.run({}, mine))
      assert.deepStrictEqual(yield* refusal(world, ran.id), ["Owned", "it ended as Completed"])
      const started = yield* start(world)
      yield* killSilently(world, started)
      assert.deepStrictEqual(yield* refusal(world, started.id), ["Owned", "it ended as Orphaned"])
    })
  )

  it.effect("is told that it was cancelled before anybody started it", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { id } = yield* at(world.host(), (jobs) => jobs.submit({}))
      yield* at(world.host(), (jobs) => jobs.cancel(id, { by: "tests" }))
      assert.deepStrictEqual(yield* refusal(world, id), [
        "Void",
        "it ended as Cancelled before anybody started it"
      ])
    })
  )
})

describe("no-death-without-proof: whoever claims what another owner has", () => {
  it.effect("ends nothing when its process ends before it knows", () =>
    Effect.gen(function* () {
      const { before, claims, id, rival, store } = yield* claimedMeanwhile
      before(() => {
        rival.exit.end({ _tag: "Exiting", code: 1, uncaught: null })
        return null
      })
      assert.strictEqual((yield* claims)._tag, "ClaimRefused")
      assert.strictEqual(yield* store.standing(id, "outcome"), null)
    })
  )

  it.effect("ends nothing when its claim is reported as failed", () =>
    Effect.gen(function* () {
      const { before, claims, id, store, world } = yield* claimedMeanwhile
      before(() => "Unexpected")
      assert.strictEqual((yield* claims)._tag, "JobStoreError")
      world.faults.fail = () => null
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(yield* store.standing(id, "outcome"), null)
    })
  )
})
