import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { isReaderGone } from "../writeTo.ts"

/** What is used of a `Writable`. Not by that name, which is of `@types/node`: a dependent may lack that. */
export interface OutputStream {
  readonly fd?: number | undefined
  readonly writable: boolean
  readonly write: (chunk: Uint8Array, done: (error?: Error | null) => void) => boolean
  readonly on: (event: "error", listener: () => void) => unknown
  readonly off: (event: "error", listener: () => void) => unknown
}

/** One of our own output streams while a command writes through it. */
export interface OwnOutput {
  /** Writes at once. The effect waits until it is through, and answers false when nobody reads. */
  readonly write: (chunk: Uint8Array) => Effect.Effect<boolean>
}

/** How often each stream is in use, whether it takes nothing more, and why, unless its reader is gone. */
interface Use {
  count: number
  pending: number
  gone: boolean
  lost: string | null
}

const uses = new WeakMap<OutputStream, Use>()

const ignore = () => {}

/**
 * Opens one of our own output streams for what a command writes. A reader that goes away
 * (`job run -- … | head -1`) is an answer of `write`, and never an error of this process.
 *
 * **Details**: an `error` event without a listener would end the process, so there is one until the
 * last write is through; after an error it stays, since Node emits that event later.
 */
export const openOwnOutput = (stream: OutputStream): Effect.Effect<OwnOutput, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const use = uses.get(stream) ?? { count: 0, pending: 0, gone: false, lost: null }
      uses.set(stream, use)
      if (use.count === 0 && use.pending === 0 && !use.gone) stream.on("error", ignore)
      use.count += 1
      return use
    }),
    (use) =>
      Effect.sync(() => {
        use.count -= 1
        letGo(stream, use)
      })
  ).pipe(Effect.map((use) => ({ write: (chunk) => write(stream, use, chunk) })))

/**
 * Answers why something that a command wrote did not get to that stream of ours, as on a full disk;
 * null where all of it did, or nobody was there to read it.
 */
export const lostOwnOutput = (stream: OutputStream): string | null => uses.get(stream)?.lost ?? null

const write = (stream: OutputStream, use: Use, chunk: Uint8Array): Effect.Effect<boolean> => {
  if (use.gone || !stream.writable) return Effect.succeed(false)
  const through = Deferred.makeUnsafe<boolean>()
  use.pending += 1
  stream.write(chunk, (error) => {
    use.pending -= 1
    if (error) {
      use.gone = true
      if (!isReaderGone(error, stream.fd)) use.lost ??= error.message
    }
    letGo(stream, use)
    Deferred.doneUnsafe(through, Effect.succeed(!error))
  })
  return Deferred.await(through)
}

const letGo = (stream: OutputStream, use: Use) => {
  if (use.count === 0 && use.pending === 0 && !use.gone) stream.off("error", ignore)
}
