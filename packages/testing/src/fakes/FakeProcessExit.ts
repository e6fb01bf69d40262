import type { ProcessEnd } from "@job-lifecycle/engine"
import { ProcessExit } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** The last instant of a fake process. */
export interface FakeProcessExit {
  /** Ends the process: every open guard has its word, once. */
  readonly end: (end: ProcessEnd) => void
  /** How many guards are open. */
  readonly open: () => number
  readonly service: ProcessExit["Service"]
  readonly layer: Layer.Layer<ProcessExit>
}

/** Makes the exit of one fake process. */
export const makeFakeProcessExit = (): FakeProcessExit => {
  const hooks = new Set<{ readonly hook: (end: ProcessEnd) => boolean }>()
  const service: ProcessExit["Service"] = {
    guard: (hook) =>
      Effect.asVoid(
        Effect.acquireRelease(
          Effect.sync(() => {
            const entry = { hook }
            hooks.add(entry)
            return entry
          }),
          (entry) => Effect.sync(() => hooks.delete(entry))
        )
      )
  }
  return {
    end: (end) => {
      const all = [...hooks]
      hooks.clear()
      for (const { hook } of all) hook(end)
    },
    open: () => hooks.size,
    service,
    layer: Layer.succeed(ProcessExit, service)
  }
}
