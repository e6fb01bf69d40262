import type { JobStore } from "@job-lifecycle/engine"
import { EndHook, JobLifecycle, Recover, Redact } from "@job-lifecycle/engine"
import * as Layer from "effect/Layer"
import { defaultRoot } from "./defaultRoot.ts"
import { nodeReading } from "./nodeReading.ts"
import { redactSecrets } from "./secrets/redactSecrets.ts"
import { NodeProcessExit } from "./signals/NodeProcessExit.ts"
import { NodeTerminationSignals } from "./signals/NodeTerminationSignals.ts"
import * as FileJobStore from "./store/FileJobStore.ts"
import { UnrefClock } from "./UnrefClock.ts"

/** What a host may say of the platform; each part has a default. */
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
  /**
   * Takes secrets out of what records keep of a standard error. Default: `redactSecrets` of this
   * process's environment.
   */
  readonly redact?: ((text: string) => string) | undefined
  /** Runs what a job asks for at its end (`onEnd`). Default: nothing is run. */
  readonly endHook?: (typeof EndHook)["Service"] | undefined
}

/** The engine on Node: jobs in files, owners as processes, one façade. */
export const NodePlatform = {
  layer: (options: NodePlatformOptions = {}): Layer.Layer<JobLifecycle> => {
    const root = options.root ?? defaultRoot(process.env)
    const platform = Layer.mergeAll(
      nodeReading({ root, store: options.store ?? FileJobStore.layer({ root }) }),
      NodeTerminationSignals.layer({ onLast: options.onSignal ?? "exit" }),
      NodeProcessExit.layer,
      UnrefClock.layerBackground
    )
    const recover = options.recover == null ? Layer.empty : Layer.succeed(Recover, options.recover)
    const redact = Layer.sync(Redact, () => options.redact ?? redactSecrets(process.env))
    const endHook = Layer.succeed(EndHook, options.endHook ?? null)
    return JobLifecycle.layer.pipe(
      Layer.provide(platform),
      Layer.provide(recover),
      Layer.provide(redact),
      Layer.provide(endHook)
    )
  }
}
