import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { Readable } from "node:stream"
import type { OwnOutput } from "./OwnOutput.ts"
import type { CommandExit } from "./startCommand.ts"

/** Where a command's output goes, and what the pumps of one command share. */
export interface Pump {
  /** Best effort: it cannot fail. */
  readonly log: (chunk: Uint8Array) => Effect.Effect<void>
  readonly keep: (chunk: Uint8Array) => void
  /** Our own stream, when output is written through. */
  readonly own: OwnOutput | null
  /** The reader of our own stream is gone: close the command's, as a filter's would be. */
  readonly closeWithOwn: boolean
  /** Completed when the command has exited. */
  readonly exited: Deferred.Deferred<CommandExit>
  readonly activity: { chunks: number; busy: number }
}

/** A pipe's capacity (pipe(7)) is 64 KiB and can be set to 1 MiB; Node holds one buffer more. */
const mostAfterExit = 1_048_576 + 65_536

/**
 * Carries one output stream of a command to the log and on to our own stream, until it ends.
 *
 * **Details**: while the command lives, a slow reader of ours slows the command, as a pipe does.
 * After its exit nothing waits for a reader any more, and no more is carried than the command
 * itself can have left in the pipe: a grandchild that inherited it may write for ever.
 */
export const pumpOutput = Effect.fnUntraced(function* (
  source: Readable,
  pump: Pump
): Effect.fn.Return<void> {
  let { own } = pump
  let afterExit = 0
  for (;;) {
    const chunk = yield* nextChunk(source)
    if (chunk === null) return
    pump.activity.chunks += 1
    pump.activity.busy += 1
    pump.keep(chunk)
    const through = own?.write(chunk)
    yield* pump.log(chunk)
    if (through !== undefined) {
      const read = yield* Effect.raceFirst(through, Effect.as(Deferred.await(pump.exited), true))
      if (!read) own = null
      if (!read && pump.closeWithOwn) source.destroy()
    }
    pump.activity.busy -= 1
    if (Deferred.isDoneUnsafe(pump.exited) && (afterExit += chunk.length) > mostAfterExit) return
  }
})

const chunkEvents = ["readable", "end", "close", "error"] as const

/** The next bytes, or null when there are no more. An error of the pipe is its end. */
const nextChunk = (source: Readable): Effect.Effect<Uint8Array | null> =>
  Effect.callback((resume) => {
    const attempt = () => {
      const chunk: Uint8Array | null = source.read()
      if (chunk === null && source.readable && !source.readableEnded && !source.destroyed) return
      stopListening()
      resume(Effect.succeed(chunk))
    }
    const stopListening = () => {
      for (const event of chunkEvents) source.off(event, attempt)
    }
    for (const event of chunkEvents) source.on(event, attempt)
    attempt()
    return Effect.sync(stopListening)
  })
