import type { WorkTarget } from "@job-lifecycle/engine"
import { WorkStopper } from "@job-lifecycle/engine"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { killWork } from "./killWork.ts"
import { NodeProcessTable } from "./NodeProcessTable.ts"
import { ProcessTable } from "./ProcessTable.ts"
import type { Look, WorkHunt } from "./workHunt.ts"
import { workHunt } from "./workHunt.ts"

/**
 * How long a process that was killed may take to be seen gone, since its memory is torn down first; and a table
 * to be read once more.
 */
const marginMillis = 2_000

const firstPauseMillis = 2
const longestPauseMillis = 50

/** Looks, ever more slowly, until a look is enough or the time is over. */
const huntUntil = Effect.fnUntraced(function* (
  hunt: WorkHunt,
  millis: number,
  isEnough: (look: Look) => boolean
): Effect.fn.Return<Look> {
  const until = (yield* Clock.monotonicTimeNanos) + BigInt(millis) * 1_000_000n
  let pause = firstPauseMillis
  let look = yield* hunt.look
  while (!isEnough(look)) {
    const left = Number((until - (yield* Clock.monotonicTimeNanos)) / 1_000_000n)
    if (left <= 0) return look
    yield* Effect.sleep(Duration.millis(Math.min(pause, left)))
    pause = Math.min(pause * 2, longestPauseMillis)
    look = yield* hunt.look
  }
  return look
})

const awaitRead = (hunt: WorkHunt, millis: number) =>
  huntUntil(hunt, millis, ({ unread }) => !unread)

/** Nothing of the work is left: a table that cannot be read does not say so (I7). */
const awaitGone = (hunt: WorkHunt, millis: number) =>
  huntUntil(hunt, millis, ({ members, unread }) => members.length === 0 && !unread)

const signalOnce = Effect.fnUntraced(function* (
  target: WorkTarget,
  { kill }: { readonly kill: boolean }
) {
  const hunt = yield* workHunt(target)
  const look = yield* hunt.look
  if (kill) yield* killWork(hunt, look)
  else yield* hunt.signal(look.members, "SIGTERM", "SIGCONT")
  return (yield* hunt.look).state
})

interface StopOptions {
  readonly graceMillis: number
  readonly asked?: boolean
}

const stop = Effect.fnUntraced(function* (
  target: WorkTarget,
  { asked = false, graceMillis }: StopOptions
) {
  const hunt = yield* workHunt(target)
  // Before the first signal: the trail to a grandchild ends with its parent.
  const first = yield* awaitRead(hunt, graceMillis + marginMillis)
  if (first.unread) return first.state
  const before = asked ? yield* awaitGone(hunt, graceMillis) : first
  yield* hunt.signal(before.members, "SIGTERM", "SIGCONT")
  const last = yield* awaitGone(hunt, graceMillis)
  const after = last.unread ? yield* awaitRead(hunt, marginMillis) : last
  if (after.members.length === 0) return after.state
  yield* killWork(hunt, after)
  return (yield* awaitGone(hunt, marginMillis)).state
})

/**
 * Stops process trees: asks (SIGTERM, and SIGCONT for what was stopped, which could not
 * hear it), waits, kills, and verifies. Safe to be called by the owner itself and from inside the
 * tree: neither the caller nor its ancestors are ever signalled.
 *
 * **Gotchas**: a program that leaves its session, its parent and its environment behind at once, or
 * hops faster than the table can be read, is not found; only a cgroup would hold it. On macOS and
 * Windows there are fewer trails, and what was asked on Windows seldom hears it (docs/platforms.md). On
 * all other systems everything is `Unknown` and nothing is signalled.
 */
const layerNoDeps = Layer.effect(
  WorkStopper,
  Effect.map(Effect.context<ProcessTable>(), (context) => ({
    observe: (target: WorkTarget) =>
      workHunt(target).pipe(
        Effect.flatMap((hunt) => hunt.state),
        Effect.provideContext(context)
      ),
    signalOnce: (target: WorkTarget, options: { readonly kill: boolean }) =>
      Effect.provideContext(signalOnce(target, options), context),
    stop: (target: WorkTarget, options: StopOptions) =>
      Effect.provideContext(stop(target, options), context)
  }))
)

/** Stops the work of jobs that commands and identified children are, with all that they started. */
export const NodeWorkStopper = {
  layer: Layer.provide(layerNoDeps, NodeProcessTable.layer),
  /** Over any process table, for tests. */
  layerNoDeps
}
