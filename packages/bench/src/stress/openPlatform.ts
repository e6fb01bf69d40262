import { JobLifecycle } from "@job-lifecycle/engine"
import { NodePlatform } from "@job-lifecycle/node"
import * as ManagedRuntime from "effect/ManagedRuntime"

/** The façade over a real store, for a program whose own code is not made of effects. */
export const openPlatform = async (root: string) => {
  const runtime = ManagedRuntime.make(NodePlatform.layer({ root, onSignal: "report" }))
  return { runtime, jobs: await runtime.runPromise(JobLifecycle) }
}
