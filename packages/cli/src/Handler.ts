import type { JobLifecycle } from "@job-lifecycle/engine"
import type * as Effect from "effect/Effect"
import type { Failure } from "./shown/failure.ts"
import type { Plan } from "./line/Plan.ts"

/** Does what one plan says, prints what came of it, and answers the exit code. */
export type Handler<P extends Plan> = (plan: P) => Effect.Effect<number, Failure, JobLifecycle>
