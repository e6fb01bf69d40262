import { assert, describe, it } from "@effect/vitest"
import type { Job } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Scheduler from "effect/Scheduler"
import { at, outcomeOf } from "./hosts.ts"

/** Sets the first fiber aside that comes after `from` was called, before its first operation. */
const setAsideFirst = () => {
  const usual = new Scheduler.MixedScheduler()
  const seen = new Set<number>()
  let isLooking = false
  let isNext = false
  let held: (() => void) | null = null
  const scheduler: Scheduler.Scheduler = {
    executionMode: "async",
    shouldYield: (fiber) => {
      const isNew = !seen.has(fiber.id)
      seen.add(fiber.id)
      isNext = isLooking && isNew
      if (isNext) isLooking = false
      return isNext || usual.shouldYield(fiber)
    },
    makeDispatcher: () => {
      const dispatcher = usual.makeDispatcher()
      return {
        scheduleTask: (task, priority) => {
          if (isNext) held = task
          else dispatcher.scheduleTask(task, priority)
          isNext = false
        },
        flush: () => dispatcher.flush()
      }
    }
  }
  return {
    scheduler,
    from: () => {
      isLooking = true
    },
    isHeld: () => held !== null,
    release: () => held?.()
  }
}

describe("a runner that is set aside before it begins", () => {
  for (const goesOn of ["as the outcome is written", "never"] as const) {
    it.effect(`never begins once its job is over, and goes on ${goesOn}`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const aside = setAsideFirst()
        let began = false
        const fiber = yield* at(world.host(), (jobs) =>
          jobs.run({ onRecorded: aside.from }, () => {
            began = true
            return Effect.never
          })
        ).pipe(Effect.provideService(Scheduler.Scheduler, aside.scheduler), Effect.forkDetach)
        while (!aside.isHeld()) yield* Effect.yieldNow
        world.faults.fail = (operation, fact) => {
          if (operation === "publishOnce" && fact === "outcome" && goesOn !== "never") {
            aside.release()
          }
          return null
        }
        yield* Fiber.interrupt(fiber)
        assert.isFalse(began)
        const [job] = yield* Effect.map(
          at(world.host(), (jobs) => jobs.list()),
          ({ jobs }) => jobs
        )
        assert.strictEqual(outcomeOf(job!)?._tag, "Cancelled")
        assert.strictEqual(job!.state._tag === "Settled" && job!.state.work, "Stopped")
        assert.lengthOf(
          world.writes.filter(({ fact }) => fact === "workStopped"),
          0,
          "nothing had to be stopped"
        )
      })
    )
  }
})

describe("a run that is interrupted before its runner begins", () => {
  for (const when of ["as its claim is written", "once it is recorded"] as const) {
    it.effect(`begins nothing, when that is ${when}, and is Cancelled`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        let began = false
        const interrupt = (): void => fiber.interruptUnsafe()
        world.faults.fail = (operation) => {
          if (operation === "submit" && when === "as its claim is written") interrupt()
          return null
        }
        const fiber = yield* at(world.host(), (jobs) =>
          jobs.run({ onRecorded: when === "once it is recorded" ? interrupt : undefined }, () =>
            Effect.sync(() => {
              began = true
              return "done"
            })
          )
        ).pipe(Effect.forkDetach)
        yield* Fiber.await(fiber)
        assert.isFalse(began)
        const { jobs } = yield* at(world.host(), (jobs) => jobs.list())
        assert.deepStrictEqual(
          jobs.map((job) => [outcomeOf(job)?._tag, job.state._tag === "Settled" && job.state.work]),
          [["Cancelled", "Stopped"]]
        )
      })
    )
  }

  it.effect("begins nothing of a job that it owns, as its claim is written", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      let began = false
      const { id } = yield* at(world.host(), (jobs) => jobs.submit({}))
      const fiber: Fiber.Fiber<Job, unknown> = yield* at(world.host(), (jobs) =>
        jobs.own(id, () =>
          Effect.sync(() => {
            began = true
            return "done"
          })
        )
      ).pipe(Effect.forkDetach)
      world.faults.fail = (operation, fact) => {
        if (operation === "publishOnce" && fact === "claim") fiber.interruptUnsafe()
        return null
      }
      yield* Fiber.await(fiber)
      assert.isFalse(began)
      const job = yield* at(world.host(), (jobs) => jobs.get(id))
      assert.strictEqual(outcomeOf(job)?._tag, "Cancelled")
    })
  )
})
