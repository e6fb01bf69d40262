import type * as Effect from "effect/Effect"
import type { ProcessKey } from "../ProcessKey.ts"
import type { WorkSignal } from "../WorkSignal.ts"
import type { ProcessStat } from "../parseStat.ts"
import type { ProcessScope } from "../ProcessScope.ts"
import type { RunTool } from "./Tool.ts"

/** A process as a tool lists it, in the words of a stat line. What a system has not got is 0. */
export interface ListedProcess extends Omit<ProcessStat, "startTicks"> {
  /** In the unit of its system, since 1970; null when the tool does not show it. */
  readonly startTicks: number | null
  /**
   * The number of its parent, when that process is gone. Systems that give orphans a new parent
   * have none.
   */
  readonly orphanOf?: number
}

/** One reading of the processes of this machine. */
export type Listing =
  | { readonly _tag: "Rows"; readonly rows: ReadonlyArray<ListedProcess> }
  /** It cannot be trusted, whole or in part. */
  | { readonly _tag: "Refused"; readonly reason: string }

/** Where tools run, and what a process can ask without one. Tests write it by hand. */
export interface ToolWorld {
  readonly run: RunTool
  /** `process.kill`: throws with a `code` when it cannot. */
  readonly kill: (pid: number, signal: NodeJS.Signals | 0) => void
  /** The calling process. */
  readonly self: number
  readonly hostname: string
}

/** What owners are identified, looked at and stopped by on a system without procfs. */
export interface ProcessTools {
  readonly world: ToolWorld
  readonly highestPid: number
  /** How long a printed reading may go on saying that a process is alive, in milliseconds. */
  readonly freshMillis: number
  /** Read until everything in it is known, and then no more. */
  readonly scope: Effect.Effect<ProcessScope>
  /** Everything that runs or is defunct, the tool itself left out. Every call reads anew. */
  readonly listing: Effect.Effect<Listing>
  /** The row of one process, read anew; null when there is none or the tool was refused. */
  readonly row: (pid: number) => Effect.Effect<ListedProcess | null>
  /** As `scope` and `row`, though a tool took too long a moment ago: for what a record keeps. */
  readonly anew: Pick<ProcessTools, "scope" | "row">
  /** Two start times that differ may still be one process's: nothing follows from them. */
  readonly mayBeSame: (recorded: number, seen: number) => boolean
  /** As `ProcessTable.signalIfSame`. */
  readonly signalIfSame: (process: ProcessKey, signal: WorkSignal) => Effect.Effect<void>
}
