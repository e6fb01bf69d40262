import type { JobStore } from "@job-lifecycle/engine"
import { JobLifecycle, Recover } from "@job-lifecycle/engine"
import * as Layer from "effect/Layer"
import { NodeLivenessChannel } from "./channel/NodeLivenessChannel.ts"
import { defaultRoot } from "./defaultRoot.ts"
import { NodeOwnerProbe } from "./probe/NodeOwnerProbe.ts"
import { NodeProcessExit } from "./signals/NodeProcessExit.ts"
import { NodeTerminationSignals } from "./signals/NodeTerminationSignals.ts"
import * as FileJobStore from "./store/FileJobStore.ts"
import { UnrefClock } from "./UnrefClock.ts"
import { NodeWorkStopper } from "./stopping/NodeWorkStopper.ts"

export interface NodePlatformOptions {
  /** Where jobs are kept. Default: `defaultRoot` of this process's environment. */
  readonly root?: string | undefined
  /**
   * What follows a termination signal when the last job of this process has closed: `exit` ends the
   * process with 128 + n (unless the host listens too), `report` leaves that to the caller.
   */
  readonly onSignal?: "exit" | "report" | undefined
  /** Asked before a job whose owner is gone becomes `Orphaned`. */
  readonly recover?: (typeof Recover)["Service"] | undefined
  /**
   * What keeps the jobs, in place of plain files in `root`: for a host that has records of its own
   * beside ours. The root is still where the liveness channels are.
   */
  readonly store?: Layer.Layer<JobStore> | undefined
}

/** The engine on Node: jobs in files, owners as processes, one façade. */
export const NodePlatform = {
  layer: (options: NodePlatformOptions = {}): Layer.Layer<JobLifecycle> => {
    const root = options.root ?? defaultRoot(process.env)
    const platform = Layer.mergeAll(
      options.store ?? FileJobStore.layer({ root }),
      NodeOwnerProbe.layer,
      NodeWorkStopper.layer,
      NodeTerminationSignals.layer({ onLast: options.onSignal ?? "exit" }),
      NodeProcessExit.layer,
      UnrefClock.layerBackground,
      NodeLivenessChannel.layer({ root })
    )
    const recover =
      options.recover === undefined ? Layer.empty : Layer.succeed(Recover, options.recover)
    return JobLifecycle.layer.pipe(Layer.provide(platform), Layer.provide(recover))
  }
}
