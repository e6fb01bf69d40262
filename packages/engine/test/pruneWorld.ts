import type { PruneOptions } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import type { FakeHost, FakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { TestClock } from "effect/testing"

export type Facade = JobLifecycle["Service"]

export const at = <A, E>(host: FakeHost, ask: (jobs: Facade) => Effect.Effect<A, E>) =>
  Effect.flatMap(JobLifecycle, ask).pipe(Effect.provide(host.layer))

/** A job that has ended, an hour after the one before. `wait` and `run` mark as read, `own` does not. */
export const ended = (
  world: FakeWorld,
  options: { readonly read: boolean; readonly dies?: boolean }
) =>
  Effect.gen(function* () {
    yield* TestClock.adjust("1 hour")
    const host = world.host()
    const { id } = yield* at(host, (jobs) => jobs.submit({ name: "j" }))
    yield* at(host, (jobs) => jobs.own(id, () => Effect.succeed(1)))
    if (options.read) yield* at(host, (jobs) => jobs.result(id))
    if (options.dies !== false) world.table.kill(host.process)
    return id
  })

export const pruned = (world: FakeWorld, options: PruneOptions) =>
  Effect.map(
    at(world.host(), (jobs) => jobs.prune(options)),
    (report) => ({
      ...report,
      removed: report.removed.map(({ id }) => id)
    })
  )

export const listed = (world: FakeWorld) =>
  Effect.map(
    at(world.host(), (jobs) => jobs.list({ limit: 99 })),
    ({ jobs }) => jobs.map(({ id }) => id)
  )
