import * as Schema from "effect/Schema"
import type { HostJob } from "./HostJob.ts"

/** The host's settings. Only the gate is known to any released version; the rest is kept. */
export const HostConfig = Schema.StructWithRest(
  Schema.Struct({ stopReviewGate: Schema.optionalKey(Schema.Boolean) }),
  [Schema.Record(Schema.String, Schema.Unknown)]
)
export type HostConfig = typeof HostConfig.Type

/** The version of the format that every released version writes. */
export const stateVersion = 1

/** What the host assumes where nothing is said. */
export const defaultConfig: HostConfig = { stopReviewGate: false }

/** An entry that is no record of any released shape: kept and written back, never shown. */
export interface OddEntry {
  readonly raw: unknown
  readonly problem: string
}

/** The host's `state.json`. */
export interface HostState {
  readonly config: HostConfig
  readonly jobs: ReadonlyArray<HostJob>
  readonly odd: ReadonlyArray<OddEntry>
  /** Top-level fields of the file that no released version knows. */
  readonly rest: Readonly<Record<string, unknown>>
}

export const emptyState: HostState = { config: defaultConfig, jobs: [], odd: [], rest: {} }
