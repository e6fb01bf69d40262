import type { Job, RunnerContext } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import type { FakeHost, FakeProcess, FakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"

export const at = <A, E>(
  host: FakeHost,
  ask: (jobs: JobLifecycle["Service"]) => Effect.Effect<A, E>
) => Effect.flatMap(JobLifecycle, ask).pipe(Effect.provide(host.layer))

export const outcomeOf = (job: Job) =>
  job.state._tag === "Settled" ? job.state.settlement.outcome : undefined

interface Running {
  readonly id: Job["id"]
  readonly host: FakeHost
  readonly command: FakeProcess | null
}

/**
 * A running job; with `deaf` given, its work is a process that may ignore requests to end: a command, or
 * what a function has named.
 */
export const running = (
  world: FakeWorld,
  options: { readonly deaf?: boolean; readonly wedged?: boolean; readonly named?: boolean } = {}
) =>
  Effect.gen(function* () {
    const host = world.host()
    const started = yield* Deferred.make<Running>()
    const runner = (job: RunnerContext) =>
      Effect.gen(function* () {
        let command: FakeProcess | null = null
        if (options.deaf !== undefined) {
          command = world.table.spawn({
            token: job.token,
            deaf: options.deaf,
            parent: host.process
          })
          yield* job.work(world.table.identify(command))
        }
        yield* Deferred.succeed(started, { id: job.id, host, command })
        return yield* Effect.never
      }).pipe(options.wedged === true ? Effect.uninterruptible : Effect.interruptible)
    yield* Effect.forkDetach(
      at(host, (jobs) =>
        jobs.run(
          {
            grace: "5 seconds",
            ...(options.deaf === undefined || options.named === true ? {} : { command: ["x"] })
          },
          runner
        )
      )
    )
    return yield* Deferred.await(started)
  })

export const cancelled = (
  world: FakeWorld,
  id: Job["id"],
  advance: "0 seconds" | "30 seconds",
  request = { by: "kim", reason: "enough" }
) =>
  Effect.gen(function* () {
    const fiber = yield* Effect.forkChild(at(world.host(), (jobs) => jobs.cancel(id, request)))
    yield* TestClock.adjust(advance)
    return yield* Fiber.join(fiber)
  })
