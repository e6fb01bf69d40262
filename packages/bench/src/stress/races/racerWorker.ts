import type { Job, JobId } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import {
  FileJobStore,
  NodeOwnerProbe,
  NodeProcessExit,
  NodeTerminationSignals,
  NodeWorkStopper,
  UnrefClock
} from "@job-lifecycle/node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { setTimeout as pause } from "node:timers/promises"
import { eachLine } from "../eachLine.ts"
import { say } from "../say.ts"
import { selfIs } from "./selfIs.ts"

/** What a racer is told to do with one job, after so many microseconds on its own clock. */
export interface Move {
  readonly act: "get" | "abandon" | "own" | "cancel" | "start" | "finish"
  readonly id: JobId
  readonly afterMicros: number
}

/** What it was answered: how the job ended, or why it may not have it. */
export interface Answer {
  readonly state: string
  readonly settlement: unknown
  /** The standing claim, when ours was refused. */
  readonly refused: string | null
  readonly error: string | null
  /** Whether our runner began. */
  readonly ran: boolean
}

/** A process that takes part in races. `self`: the owner it says it is, where it is to lie. */
export const racerWorker = async (root: string, self: string): Promise<void> => {
  const platform = Layer.mergeAll(
    FileJobStore.layer({ root }),
    self === "" ? NodeOwnerProbe.layer : selfIs(self),
    NodeWorkStopper.layer,
    NodeTerminationSignals.layer({ onLast: "report" }),
    NodeProcessExit.layer,
    UnrefClock.layerBackground
  )
  const runtime = ManagedRuntime.make(Layer.provide(JobLifecycle.layer, platform))
  const jobs = await runtime.runPromise(JobLifecycle)
  const begun = new Set<string>()
  const gates = new Map<string, Deferred.Deferred<number>>()
  const running = new Map<string, Promise<Answer>>()
  const answered = (effect: Effect.Effect<Job, { readonly _tag: string }>, id: string) =>
    runtime.runPromise(answerOf(effect, () => begun.has(id)))

  const own = (id: JobId, work: Effect.Effect<number>) =>
    answered(
      jobs.own(id, () =>
        Effect.andThen(
          Effect.sync(() => begun.add(id)),
          work
        )
      ),
      id
    )
  const acts: Record<Move["act"], (id: JobId) => Promise<unknown>> = {
    get: (id) => answered(jobs.get(id), id),
    abandon: (id) =>
      answered(jobs.abandon(id, { message: `by ${process.pid}`, code: null, stderrTail: "" }), id),
    own: (id) => own(id, Effect.succeed(42)),
    cancel: (id) =>
      answered(
        Effect.map(
          jobs.cancel(id, { by: String(process.pid), grace: "5 seconds" }),
          ({ job }) => job
        ),
        id
      ),
    start: async (id) => {
      const gate = Deferred.makeUnsafe<number>()
      gates.set(id, gate)
      running.set(id, own(id, Deferred.await(gate)))
      return "started"
    },
    finish: async (id) => {
      await runtime.runPromise(Deferred.succeed(gates.get(id)!, 42))
      return running.get(id)
    }
  }
  say("ready")
  await eachLine(async ({ act, id, afterMicros }: Move) => {
    // An owner must hear of a request to cancel meanwhile: only the last instant is spent blindly.
    const until = process.hrtime.bigint() + BigInt(afterMicros) * 1_000n
    if (afterMicros > 1_000) await pause(afterMicros / 1_000 - 1)
    while (process.hrtime.bigint() < until);
    say(await acts[act](id))
  })
  await runtime.dispose()
}

const answerOf = (effect: Effect.Effect<Job, { readonly _tag: string }>, ran: () => boolean) =>
  Effect.match(effect, {
    onSuccess: ({ state }): Answer => ({
      state: state._tag,
      settlement: state._tag === "Settled" ? state.settlement : null,
      refused: null,
      error: null,
      ran: ran()
    }),
    onFailure: (error): Answer => ({
      state: "",
      settlement: null,
      refused: "standing" in error ? String(error.standing) : null,
      error: "standing" in error ? null : String(error),
      ran: ran()
    })
  })
