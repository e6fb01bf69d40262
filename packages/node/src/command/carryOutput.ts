import type { RunnerContext } from "@job-lifecycle/engine"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { openOwnOutput } from "./OwnOutput.ts"
import type { Pump } from "./pumpOutput.ts"
import { pumpOutput } from "./pumpOutput.ts"
import type { CommandExit, StartedCommand } from "./startCommand.ts"
import type { TailBuffer } from "./TailBuffer.ts"

/** How long a pipe must be silent after the exit to count as empty, when a grandchild holds it. */
const silentMillis = 50

/** How long a grandchild that goes on writing can keep an ended command from its end. */
const longestAfterExitMillis = 500

/**
 * Carries a command's output until it exits, and then what it left in its pipes; answers its exit.
 * Usually both pipes end with the command and nothing is waited for. Interrupted, it carries as much.
 */
export const carryOutput = (
  { child, exited }: StartedCommand,
  output: "stream" | "log",
  job: RunnerContext,
  stderrTail: TailBuffer
): Effect.Effect<CommandExit> =>
  Effect.scoped(
    Effect.gen(function* () {
      const through = output === "stream"
      const shared = { log: job.log, exited, activity: { chunks: 0, busy: 0 } }
      const pumps = yield* Effect.all(
        [
          pumpOutput(child.stdout!, {
            ...shared,
            keep: () => {},
            own: through ? yield* openOwnOutput(process.stdout) : null,
            closeWithOwn: true
          }),
          pumpOutput(child.stderr!, {
            ...shared,
            keep: (chunk) => stderrTail.push(chunk),
            own: through ? yield* openOwnOutput(process.stderr) : null,
            closeWithOwn: false
          })
        ],
        { concurrency: 2, discard: true }
      ).pipe(Effect.forkScoped({ startImmediately: true }))
      const rest = Effect.raceAllFirst([
        Effect.asVoid(Fiber.await(pumps)),
        untilSilent(shared.activity),
        Effect.sleep(longestAfterExitMillis)
      ])
      // Whoever stopped it can see its end before we do, and its last words are still in the pipes.
      const exit = yield* Effect.onInterrupt(Deferred.await(exited), () => rest)
      yield* rest
      return exit
    })
  )

const untilSilent = Effect.fnUntraced(function* (
  activity: Pump["activity"]
): Effect.fn.Return<void> {
  let seen = -1
  while (seen !== activity.chunks || activity.busy > 0) {
    seen = activity.chunks
    yield* Effect.sleep(silentMillis)
    // A timer that is late is due before what can be read meanwhile.
    yield* Effect.yieldNow
  }
})
