import type * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import type { Created, OwnedClaim } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"
import type { JobRequest } from "../model/JobRequest.ts"
import type { Outcome } from "../model/Outcome.ts"
import type { Runner } from "../contracts/Runner.ts"

/** One job that its owner is about to run. */
export interface Supervision<A, E, R, Refused> {
  readonly id: JobId
  readonly request: JobRequest
  readonly created: Created
  readonly claim: OwnedClaim
  /** Makes the claim durable. Nothing was started when it fails. */
  readonly take: Effect.Effect<void, Refused>
  /** Called once the claim stands, before the runner starts. A promise that it gives is heard, not awaited. */
  readonly onTaken: () => unknown
  /** How the job has to end without being started, when somebody had asked for that before. */
  readonly early: Effect.Effect<Outcome | null>
  readonly runner: Runner<A, E, R>
  /** The work stands at the same terminal, which sends ^C to both. */
  readonly sharesTerminal: boolean
  /** Nobody waits for this process, which is there for the job alone: it stays until the outcome is written. */
  readonly holdsOn: boolean
}

/** Where the runner begins, at most once. */
export interface RunnerSlot {
  /** Its fiber, once there is one. That fiber can be set aside before the runner itself begins. */
  fiber: Fiber.Fiber<unknown, unknown> | null
  /** Taken: the runner has begun. Barred: the job ended before that, and it never will. */
  entry: "open" | "taken" | "barred"
}
