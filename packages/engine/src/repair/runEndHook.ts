import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { answerOf } from "../model/answerOf.ts"
import { awaitHost } from "../timing/awaitHost.ts"
import type { HookEnd } from "../contracts/EndHook.ts"
import { EndHook } from "../contracts/EndHook.ts"
import type { Job } from "../model/Job.ts"
import type { JobId } from "../model/JobId.ts"
import { shortened } from "../model/shortened.ts"
import { JobStore } from "../contracts/JobStore.ts"
import { OwnerProbe } from "../contracts/OwnerProbe.ts"
import type { Reading } from "../contracts/Platform.ts"
import { TerminationSignals } from "../contracts/TerminationSignals.ts"
import { reconcile } from "./reconcile.ts"
import { catchStoreDefect } from "../settling/catchStoreDefect.ts"

/**
 * Runs what a settled job asks for at its end, unless somebody did or its owner is about to. Its start
 * is recorded first, once, so that of all who come one runs it; whoever dies in the middle has run it.
 * Nothing that goes wrong here changes the outcome (I9 outcome-first): it is recorded beside it, and said.
 */
export const runEndHook: (
  id: JobId,
  as: "Owner" | "Reader"
) => Effect.Effect<void, never, Reading | TerminationSignals> = Effect.fnUntraced(
  function* (id, as) {
    const hook = yield* EndHook
    if (hook === null) return
    const job = yield* reconcile(id)
    const { onEnd } = job.request
    if (onEnd === undefined || !(yield* isOursToRun(job, as))) return
    yield* runOnce(
      id,
      Effect.flatMap(
        Effect.suspend(() => answerOf(hook(job, onEnd))),
        recordable
      )
    )
  },
  (ran, id) =>
    catchStoreDefect("run its end hook", () => ran).pipe(
      Effect.catch((error) =>
        Effect.logWarning(`The end hook of job ${id} was left alone: ${error.message}`)
      )
    )
)

/**
 * Nobody else will run it, so whoever began does not stop because its own caller has heard enough, nor at a
 * first request to end: the hook would go on without anybody to stop it in time.
 */
const runOnce = Effect.fnUntraced(
  function* (id: JobId, hook: Effect.Effect<HookEnd>) {
    yield* Effect.asVoid((yield* TerminationSignals).open)
    const store = yield* JobStore
    const by = yield* (yield* OwnerProbe).self
    const started = { at: yield* Clock.currentTimeMillis, by }
    if ((yield* store.publishOnce(id, "hookStarted", started))._tag !== "Won") return
    const end = endOf(yield* awaitHost(hook))
    if (end.problem !== null) yield* Effect.logWarning(`The end hook of job ${id}: ${end.problem}.`)
    const at = yield* Clock.currentTimeMillis
    yield* store.publishOnce(id, "hookEnded", { ...end, at })
  },
  Effect.scoped,
  Effect.uninterruptible
)

/**
 * A reader comes after the owner: only where that is gone, was given up as lost, or never was. Of a lost
 * one nobody will ever know more, and should it live after all, it finds that the hook was run.
 */
const isOursToRun = Effect.fnUntraced(function* (
  { hook, owner, saved, state }: Job,
  as: "Owner" | "Reader"
) {
  if (state._tag !== "Settled" || !saved || hook.started !== null) return false
  if (as === "Owner" || owner === null || state.settlement.outcome._tag === "Lost") return true
  return (yield* (yield* OwnerProbe).observe(owner))._tag === "Gone"
})

const endOf = (exit: Exit.Exit<HookEnd> | null): HookEnd => {
  if (exit === null) return broken("it took longer than 10 seconds and was stopped")
  return Exit.isSuccess(exit) ? exit.value : broken(`it broke: ${Cause.pretty(exit.cause)}`)
}

const broken = (problem: string): HookEnd => ({ exitCode: null, problem: shortened(problem) })

/** What the host said, as it can be recorded. A host without types may say anything. */
const recordable = ({ exitCode, problem }: HookEnd): Effect.Effect<HookEnd> => {
  if (exitCode !== null && !Number.isSafeInteger(exitCode)) return Effect.die(unrecordable)
  if (problem === null) return Effect.succeed({ exitCode, problem })
  if (typeof problem !== "string") return Effect.die(unrecordable)
  return Effect.succeed({ exitCode, problem: shortened(problem) })
}

const unrecordable = new Error("it answered neither an exit code nor a problem")
