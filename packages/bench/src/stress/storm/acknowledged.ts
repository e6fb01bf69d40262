import type { Settlement } from "@job-lifecycle/engine"

/** What a process of the storm prints, one line each, as soon as it has been told that it is so. */
export type Word =
  | { readonly ready: true }
  /** This job is on record under this name. `awaited`: whoever made it sees its outcome. */
  | { readonly created: string; readonly name: string; readonly awaited: boolean }
  /** The next thing this process does is to look at this job's outcome, as the one who asked for it. */
  | { readonly seen: string }
  /** Our claim of this job stands. */
  | { readonly claimed: string; readonly pid: number }
  /** Progress and log of this job hold everything up to this number. */
  | { readonly said: string; readonly upTo: number }
  /** Somebody's request to cancel this job is on record. */
  | { readonly asked: string }
  /** This is how this job ended. Told by whoever settled it and by whoever read it. */
  | { readonly settled: string; readonly settlement: Settlement }
  /** These jobs were removed. */
  | { readonly removed: ReadonlyArray<string> }
  /** A step of the store was met for the first time in this process. */
  | { readonly step: string }
  /** The next thing this process does is to end itself; wall time in milliseconds. */
  | { readonly dying: number }
  /** Something that must never be. */
  | { readonly broken: string }
  /** The end of a killed process's output. */
  | { readonly cut: string }

/** What is known of one job from all that was acknowledged about it. */
export interface Known {
  name: string | null
  claimedBy: number | null
  upTo: number
  asked: boolean
  settlement: Settlement | null
}

export const nothingKnown = (): Known => ({
  name: null,
  claimedBy: null,
  upTo: 0,
  asked: false,
  settlement: null
})
