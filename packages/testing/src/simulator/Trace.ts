import type { FactName, Job, JobId } from "@job-lifecycle/engine"
import type { LifeAct } from "./LifeEvent.ts"
import type { SimulatedHost } from "./SimulatedHost.ts"

/** Everything that was written, signalled and answered in a life, in its order. */
export type TraceEntry =
  | { readonly _tag: "Happens"; readonly step: number; readonly act: LifeAct }
  | {
      readonly _tag: "Writes"
      readonly step: number
      readonly by: SimulatedHost
      readonly id: JobId
      readonly fact: FactName
      readonly value: unknown
      readonly won: boolean
    }
  | {
      readonly _tag: "Removes"
      readonly step: number
      readonly by: SimulatedHost
      readonly id: JobId
    }
  | {
      /** It had been written and was not durable when the power went. */
      readonly _tag: "PowerTakes"
      readonly step: number
      readonly id: JobId
      readonly fact: FactName
      readonly how: "gone" | "torn" | "unlisted"
    }
  | {
      /** A call of the store. `landed`: it took effect all the same. */
      readonly _tag: "Fails"
      readonly step: number
      readonly by: SimulatedHost
      readonly operation: string
      /** The fact's name for publications, else empty. */
      readonly subject: string
      readonly landed: boolean
    }
  | {
      /** The progress of a job. */
      readonly _tag: "Reports"
      readonly step: number
      readonly by: SimulatedHost
      readonly id: JobId
    }
  | {
      /** What a job asks for at its end. */
      readonly _tag: "HookRuns"
      readonly step: number
      readonly by: SimulatedHost
      readonly id: JobId
    }
  | {
      readonly _tag: "RunnerStarts"
      readonly step: number
      readonly by: SimulatedHost
      readonly id: JobId
    }
  | {
      readonly _tag: "Answers"
      readonly step: number
      /** The step at which it was asked. */
      readonly asked: number
      readonly by: SimulatedHost
      readonly call: string
      readonly jobs: ReadonlyArray<Job>
      /** The error's tag, or null. */
      readonly error: string | null
    }
  | {
      readonly _tag: "Ends"
      readonly step: number
      readonly who: SimulatedHost
      readonly how: string
    }
