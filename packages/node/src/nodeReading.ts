import type { JobStore, Reading } from "@job-lifecycle/engine"
import * as Layer from "effect/Layer"
import { NodeLivenessChannel } from "./channel/NodeLivenessChannel.ts"
import { NodeOwnerProbe } from "./probe/NodeOwnerProbe.ts"
import { NodeWorkStopper } from "./stopping/NodeWorkStopper.ts"

/** What reading jobs takes on Node: their records, a look at their owners, a hand for what those left. */
export const nodeReading = (options: {
  readonly root: string
  readonly store: Layer.Layer<JobStore>
}): Layer.Layer<Reading> =>
  Layer.mergeAll(
    options.store,
    NodeOwnerProbe.layer,
    NodeWorkStopper.layer,
    NodeLivenessChannel.layer({ root: options.root })
  )
