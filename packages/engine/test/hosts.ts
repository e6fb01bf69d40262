import type { Job, Runner } from "@job-lifecycle/engine"
import { JobLifecycle, MemoryJobStore } from "@job-lifecycle/engine"
import type { FakeHost, FakeSpawn, FakeWorld } from "@job-lifecycle/testing"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"

export type Facade = JobLifecycle["Service"]

/** Asks the façade of one host. */
export const at = <A, E>(host: FakeHost, ask: (jobs: Facade) => Effect.Effect<A, E>) =>
  Effect.flatMap(JobLifecycle, ask).pipe(Effect.provide(host.layer))

export const outcomeOf = (job: Job) =>
  job.state._tag === "Settled" ? job.state.settlement.outcome : undefined

/** Starts a job in a host of its own and answers its id once the runner runs. */
export const start = (
  world: FakeWorld,
  options: object = {},
  runner: Runner = () => Effect.never,
  spawn?: FakeSpawn
) =>
  Effect.gen(function* () {
    const host = world.host(spawn)
    const started = yield* Deferred.make<Job["id"]>()
    const fiber = yield* Effect.forkDetach(
      at(host, (jobs) =>
        jobs.run({ ...options }, (job) =>
          Effect.andThen(Deferred.succeed(started, job.id), runner(job))
        )
      )
    )
    return { host, fiber, id: yield* Deferred.await(started) }
  })

/** A death without a word. */
export const killSilently = (
  world: FakeWorld,
  owner: { host: FakeHost; fiber: Fiber.Fiber<unknown, unknown> }
) =>
  Effect.sync(() => {
    world.table.kill(owner.host.process)
  })

export const outcomesWritten = (world: FakeWorld) =>
  world.writes.filter(({ fact, won }) => fact === "outcome" && won)

/** The outcome that an owner records when it was told to end and its work was still running. */
export const settleBesideWork = (world: FakeWorld, id: Job["id"]) =>
  Effect.gen(function* () {
    const store = MemoryJobStore.make(world.backing)
    const { claim } = yield* store.facts(id)
    return yield* store.publishOnce(id, "outcome", {
      outcome: { _tag: "Signalled", signal: "SIGTERM" },
      settledBy: "Owner",
      settledAt: yield* Clock.currentTimeMillis,
      work: "Running",
      nonce: claim!.nonce
    })
  })
