import type { LivenessChannelWorld } from "@job-lifecycle/testing"
import { FakeChannels, FakeProcessTable } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"

/** Channels of fake processes. */
export const fakeChannelWorld: Effect.Effect<LivenessChannelWorld> = Effect.sync(() => {
  const table = new FakeProcessTable()
  const channels = new FakeChannels(table)
  return {
    channel: channels.of(table.spawn()),
    owner: (id) =>
      Effect.gen(function* () {
        const process = table.spawn()
        const scope = yield* Effect.acquireRelease(Scope.make(), (own) =>
          Scope.close(own, Exit.void)
        )
        const nudges = yield* Queue.unbounded<void>()
        const nudgeWatchers = yield* Effect.provideService(
          channels.of(process).open(id, () => void Queue.offerUnsafe(nudges, undefined)),
          Scope.Scope,
          scope
        )
        return {
          kill: Effect.sync(() => table.kill(process)),
          stop: Effect.sync(() => table.stop(process)),
          close: Scope.close(scope, Exit.void),
          nudge: Effect.sync(nudgeWatchers),
          nudged: Queue.take(nudges)
        }
      })
  }
})
