import type { JobStore } from "@job-lifecycle/engine"
import * as Context from "effect/Context"

/**
 * Two handles on one place that was empty, as two processes have them: they share nothing else.
 */
export class TwoHandles extends Context.Service<
  TwoHandles,
  readonly [JobStore["Service"], JobStore["Service"]]
>()("job-lifecycle/testing/TwoHandles") {}
