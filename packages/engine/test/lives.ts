import type { Job, JobStoreError, RunOptions, Runner } from "@job-lifecycle/engine"
import type { FakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { at, outcomeOf } from "./hosts.ts"

/** Starts a run in a host, moves the clock, and answers how the run ended and what is on record. */
export const lifeOf = (
  world: FakeWorld,
  runner: Runner<unknown, unknown>,
  options: RunOptions = {},
  advance: Parameters<typeof TestClock.adjust>[0] = "1 hour"
) =>
  Effect.gen(function* () {
    const host = world.host()
    let id: Job["id"] | undefined
    const fiber = yield* Effect.forkDetach(
      Effect.exit(
        at(host, (jobs) => jobs.run({ onRecorded: (made) => (id = made), ...options }, runner))
      )
    )
    yield* TestClock.adjust(advance)
    return { host, id, exit: yield* Fiber.join(fiber) }
  })

export const recorded = (world: FakeWorld) =>
  Effect.map(
    at(world.host(), (jobs) => jobs.list()),
    ({ jobs }) => jobs.map((job) => outcomeOf(job)?._tag ?? job.state._tag)
  )

/** Makes every publication of this fact fail while `broken` says so. */
export const breakPublishing = (
  world: FakeWorld,
  facts: ReadonlyArray<string>,
  reason: JobStoreError["reason"]
) => {
  world.faults.fail = (operation, fact) =>
    operation === "publishOnce" && facts.includes(fact) ? reason : null
}
