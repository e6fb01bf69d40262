import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { ProcessScope } from "../probe/ProcessScope.ts"
import type { WorkSignal } from "../probe/WorkSignal.ts"
import type { ProcessKey } from "../probe/ProcessKey.ts"
import type { ProcessRow } from "./ProcessRow.ts"

/** `Hidden`: a process has that number, and may be the one, but its row is kept from us. */
export type ProcessLook = "Alive" | "Gone" | "Hidden"

/** The processes of our own pid namespace: what a work stopper needs of the system. */
export class ProcessTable extends Context.Service<
  ProcessTable,
  {
    readonly scope: Effect.Effect<ProcessScope>
    /** The calling process. */
    readonly self: number
    /** Whether rows have tokens. Where none has, what left no other trail is not seen. */
    readonly showsTokens: boolean
    /** One reading of the whole table; null when it cannot be read. */
    readonly rows: Effect.Effect<ReadonlyArray<ProcessRow> | null>
    /** One look at one process, some hundred times as quick as a reading of the whole table. */
    readonly lookAt: (process: ProcessKey) => Effect.Effect<ProcessLook>
    /**
     * Sends a signal if the process is still the one that was meant, matched in the same instant
     * (I6 no-stranger-signalled). Whether it did is seen by the next reading.
     */
    readonly signalIfSame: (process: ProcessKey, signal: WorkSignal) => Effect.Effect<void>
  }
>()("job-lifecycle/node/ProcessTable") {}
