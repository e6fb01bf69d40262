import type { Adopt } from "@job-lifecycle/engine"

/**
 * What a command line asks for, checked for shape and for nothing else: durations are still text,
 * references still prefixes. Both parsers make these, and the handlers take nothing else.
 */
export type Plan =
  | RunPlan
  | OwnPlan
  | StatusPlan
  | WaitPlan
  | ResultPlan
  | LogsPlan
  | ExplainPlan
  | CancelPlan
  | ReconcilePlan
  | PrunePlan
  | DoctorPlan

export interface RunPlan extends Global {
  readonly command: "run"
  readonly detach: boolean
  readonly name: string | null
  readonly timeout: string | null
  readonly silence: string | null
  readonly grace: string | null
  readonly session: string | null
  readonly adopt: Adopt | null
  /** A line of the shell, to be run once the job has ended. */
  readonly onEnd: string | null
  /** Where a completion line goes. */
  readonly completionFd: string | null
  /** The command line of the job, program first. */
  readonly line: ReadonlyArray<string>
}

/** The other half of `run --detach`: claims a submitted job and runs it. Not for people. */
export interface OwnPlan extends Global {
  readonly command: "own"
  readonly id: string
}

export interface StatusPlan extends Global {
  readonly command: "status"
  readonly id: string | null
  readonly all: boolean
  readonly session: string | null
  readonly limit: number | null
}

export interface WaitPlan extends Global {
  readonly command: "wait"
  readonly ids: ReadonlyArray<string>
  readonly any: boolean
  readonly timeout: string | null
  readonly completionFd: string | null
}

export interface ResultPlan extends Global {
  readonly command: "result"
  readonly id: string
  readonly wait: boolean
  /** Of the waiting. */
  readonly timeout: string | null
  readonly completionFd: string | null
}

export interface LogsPlan extends Global {
  readonly command: "logs"
  readonly id: string
  readonly follow: boolean
  readonly tail: number | null
}

export interface ExplainPlan extends Global {
  readonly command: "explain"
  readonly id: string
}

export interface CancelPlan extends Global {
  readonly command: "cancel"
  readonly ids: ReadonlyArray<string>
  readonly grace: string | null
}

export interface ReconcilePlan extends Global {
  readonly command: "reconcile"
  /** List every job anew from its own facts first. */
  readonly rebuild: boolean
}

export interface PrunePlan extends Global {
  readonly command: "prune"
  readonly keep: number | null
  readonly olderThan: string | null
  readonly includeUnread: boolean
  readonly dryRun: boolean
}

export interface DoctorPlan extends Global {
  readonly command: "doctor"
}

interface Global {
  /** As it was given; null means the environment's or the user's own. */
  readonly root: string | null
  readonly json: boolean
}
