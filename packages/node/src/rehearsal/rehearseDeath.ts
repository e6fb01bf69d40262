import type { JobId } from "@job-lifecycle/engine"
import {
  EndHook,
  Evidence,
  JobLifecycle,
  LivenessChannel,
  OwnerProbe,
  Recover,
  WorkStopper
} from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import { readAsEnding } from "../probe/readProcess.ts"
import { NodeOwnerProbe, observeOwner } from "../probe/NodeOwnerProbe.ts"
import { NodeProcessExit } from "../signals/NodeProcessExit.ts"
import { NodeTerminationSignals } from "../signals/NodeTerminationSignals.ts"
import { NodeWorkStopper } from "../stopping/NodeWorkStopper.ts"
import * as FileJobStore from "../store/FileJobStore.ts"
import { layoutOf } from "../store/layout.ts"
import { realFs } from "../store/realFs.ts"
import { dryFs } from "./dryFs.ts"
import { endingChannel } from "./endingChannel.ts"

/** Enough for dozens of looks. What really happens meanwhile is heard between two of them. */
const lasts = "200 millis"

/**
 * Does all that a waiter does when the owner of a job has died, again and again for a moment, but for
 * writing and signalling: for a process that waits for that owner, and would do it for the first time
 * in its life, several times more slowly. The record and the processes are looked at, the owner's
 * channel is ended from this side, and nothing is changed. Never fails.
 */
export const rehearseDeath = (options: {
  readonly root: string
  readonly id: JobId
}): Effect.Effect<void> =>
  Effect.flatMap(JobLifecycle, (jobs) => jobs.wait(options.id)).pipe(
    Effect.timeoutOption(lasts),
    Effect.provide(Layer.fresh(rehearsalIn(options.root))),
    Effect.provideService(References.MinimumLogLevel, "None"),
    Effect.ignoreCause
  )

const rehearsalIn = (root: string) =>
  JobLifecycle.layer.pipe(
    Layer.provide(
      Layer.mergeAll(
        FileJobStore.layer({ root, fs: dryFs(realFs) }),
        everyOwnerGone,
        nothingSignalled,
        Layer.succeed(LivenessChannel, endingChannel(layoutOf(root))),
        nothingAsked,
        NodeTerminationSignals.layer({ onLast: "report" }),
        NodeProcessExit.layer
      )
    )
  )

const everyOwnerGone = Layer.effect(
  OwnerProbe,
  Effect.map(OwnerProbe, ({ observe, self }) => ({
    self,
    observe: (owner) =>
      Effect.map(observe(owner), () => {
        const evidence = observeOwner(owner, readAsEnding)
        return evidence._tag === "Gone" ? evidence : gone
      })
  }))
).pipe(Layer.provide(NodeOwnerProbe.layer))

const gone = Evidence.Gone({ reason: "Exited", detail: "this is a rehearsal" })

const nothingSignalled = Layer.effect(
  WorkStopper,
  Effect.map(WorkStopper, ({ observe }) => ({ observe, signalOnce: observe, stop: observe }))
).pipe(Layer.provide(NodeWorkStopper.layer))

/** Whatever the host has around us: its functions are for what really happens. */
const nothingAsked = Layer.merge(
  Layer.sync(Recover, Recover.defaultValue),
  Layer.sync(EndHook, EndHook.defaultValue)
)
