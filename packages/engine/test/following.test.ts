import { assert, describe, it } from "@effect/vitest"
import type { Job } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import type { FakeHost } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"

const at = <A, E>(host: FakeHost, ask: (jobs: JobLifecycle["Service"]) => Effect.Effect<A, E>) =>
  Effect.flatMap(JobLifecycle, ask).pipe(Effect.provide(host.layer))

describe("following", () => {
  it.effect("a wait ends with the outcome, and no time passes", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const recorded = yield* Deferred.make<Job["id"]>()
      const go = yield* Deferred.make<number>()
      yield* Effect.forkChild(
        at(world.host(), (jobs) =>
          jobs.run({}, (job) =>
            Effect.andThen(Deferred.succeed(recorded, job.id), Deferred.await(go))
          )
        )
      )
      const id = yield* Deferred.await(recorded)
      const waiting = yield* Effect.forkChild(
        at(world.host(), (jobs) => jobs.wait(id)),
        { startImmediately: true }
      )
      yield* Deferred.succeed(go, 7)
      assert.strictEqual((yield* Fiber.join(waiting)).result, 7)
    })
  )

  it.effect("a log is told as it grows, from the offset on, and ends with the outcome", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const recorded = yield* Deferred.make<Job["id"]>()
      const go = yield* Deferred.make<void>()
      const running = yield* Effect.forkChild(
        at(world.host(), (jobs) =>
          jobs.run({}, (job) =>
            Effect.gen(function* () {
              yield* job.log("before\n")
              yield* Deferred.succeed(recorded, job.id)
              yield* Deferred.await(go)
              yield* job.log("one\n")
              yield* Effect.yieldNow
              yield* job.log("last\n")
              return 1
            })
          )
        )
      )
      const id = yield* Deferred.await(recorded)
      const seen = yield* Effect.forkChild(
        at(world.host(), (jobs) => Stream.runCollect(jobs.followLog(id, "before\n".length))),
        { startImmediately: true }
      )
      yield* Deferred.succeed(go, undefined)
      yield* Fiber.join(running)
      const pages = yield* Fiber.join(seen)
      assert.strictEqual(pages.map(({ text }) => text).join(""), "one\nlast\n")
    })
  )

  it.effect("the listing is told when a job comes, changes or ends, and not else", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const listings = yield* Queue.unbounded<ReadonlyArray<string>>()
      const following = yield* Effect.forkChild(
        at(world.host(), (jobs) =>
          Stream.runForEach(jobs.followAll(), ({ jobs: all }) =>
            Queue.offer(
              listings,
              all.map((job) => job.state._tag)
            )
          )
        ),
        { startImmediately: true }
      )
      assert.deepStrictEqual(yield* Queue.take(listings), [])
      const { id } = yield* at(world.host(), (jobs) => jobs.submit({ claimDeadline: "1 day" }))
      assert.deepStrictEqual(yield* Queue.take(listings), ["Queued"])
      yield* at(world.host(), (jobs) => jobs.cancel(id, { by: "me" }))
      let last = yield* Queue.take(listings)
      while (last[0] !== "Settled") last = yield* Queue.take(listings)
      assert.deepStrictEqual(last, ["Settled"])
      yield* Fiber.interrupt(following)
      assert.strictEqual(world.backing.activeWatchers.size, 0)
    })
  )
})
