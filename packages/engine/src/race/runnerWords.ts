import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { ProgressUpdate } from "../contracts/Runner.ts"
import type { Client } from "../endings/clientExit.ts"
import { asJson } from "../model/asJson.ts"
import type { Wanted } from "../model/checkOptions.ts"
import { anObject, checkOptions, checkValue, text } from "../model/checkOptions.ts"
import { WorkIdentity } from "../model/OwnerIdentity.ts"
import type { Heard } from "./Heard.ts"
import { hear } from "./Heard.ts"

/** Records what a runner says of its progress: what it leaves out stands as it was said before. */
export const recordProgress = Effect.fnUntraced(function* (heard: Heard, update: ProgressUpdate) {
  const { job, said, store } = heard
  yield* checkValue("progress", update, anObject)
  const { message, phase, resumeHandle } = update
  hear(heard.hearing, phase ?? message ?? "progress")
  const words = { phase, message, resumeHandle }
  yield* checkOptions(words, { phase: text, message: text, resumeHandle: text })
  for (const [field, word] of Object.entries(words)) {
    if (word !== undefined) Object.assign(said, { [field]: word })
  }
  const at = yield* Clock.currentTimeMillis
  yield* store.putProgress(job.id, { ...said, at, nonce: job.claim.nonce })
  heard.nudges.tell()
})

/**
 * Adds to the log, and counts what found no room there. Done after the outcome too: how the work took its
 * end is worth reading.
 */
export const appendOutput = (heard: Heard, chunk: string | Uint8Array) =>
  Effect.suspend(() => {
    const { job, nudges, store, survive } = heard
    hear(heard.hearing, "output")
    const bytes = bytesOf(chunk)
    const append = Effect.tap(store.appendLog(job.id, bytes), () => Effect.sync(nudges.tell))
    // Only an open job is recorded anew for the sake of its output.
    const added = Effect.tapCause(heard.open ? survive(append) : append, () =>
      Effect.sync(() => {
        heard.unloggedBytes += bytes.byteLength
      })
    )
    return Effect.andThen(checkValue("log", chunk, textOrBytes), added)
  })

/**
 * Records what the runner started outside this process.
 *
 * @param runs whether the runner has not ended yet
 */
export const nameWork = (heard: Heard, identity: WorkIdentity, runs: () => boolean) =>
  Effect.andThen(checkValue("work", identity, identityOfWork), Clock.currentTimeMillis).pipe(
    Effect.flatMap((startedAt) => {
      // What it starts while it is being stopped has to be stopped too, by whoever outlives it. Once it
      // has ended, nothing is the job's any more.
      if (!heard.open && !runs()) return Effect.void
      // What was looked at is kept, and not what becomes of it.
      heard.work ??= { identity: asJson(identity) as unknown as WorkIdentity, startedAt }
      const recording = recordWork(heard)
      return heard.open ? heard.survive(recording) : recording
    })
  )

/** Publishes what the runner has named as started, if it has. */
export const recordWork = ({ job, store, work }: Pick<Heard, "job" | "store" | "work">) =>
  work === null ? Effect.void : store.publishOnce(job.id, "work", work)

/** Watches the runner's client as long as `scope` lives. */
export const watchClient = (client: Client, gone: Effect.Effect<string>, scope: Scope.Scope) =>
  Effect.flatMap(gone, (reason) => Deferred.succeed(client.gone, reason)).pipe(
    Effect.catchCause((cause) =>
      Cause.hasInterruptsOnly(cause)
        ? Effect.void
        : Effect.logError(`Nobody watches the client any more: ${Cause.pretty(cause)}`)
    ),
    Effect.interruptible,
    Effect.forkIn(scope, { startImmediately: true }),
    Effect.asVoid
  )

const encoder = new TextEncoder()

/** A view of another kind counts in units of its own. What is neither is refused elsewhere. */
const bytesOf = (chunk: string | Uint8Array): Uint8Array => {
  if (typeof chunk === "string") return encoder.encode(chunk)
  if (!ArrayBuffer.isView(chunk) || chunk instanceof Uint8Array) return chunk
  const { buffer, byteLength, byteOffset } = chunk as ArrayBufferView
  return new Uint8Array(buffer, byteOffset, byteLength)
}

const isWork = Schema.is(WorkIdentity)
const identityOfWork: Wanted = {
  is: (value) => isWork(asJson(value)),
  words: "the identity of what was started"
}
const textOrBytes: Wanted = {
  is: (value) => typeof value === "string" || ArrayBuffer.isView(value),
  words: "a string or bytes"
}
