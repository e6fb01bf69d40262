import type { Adopt, FactName } from "@job-lifecycle/engine"

/**
 * What happens in a simulated life, as data: a life can be kept, told and made smaller. `who` is a
 * process and `job` a job, each by the order in which it came to be, counted round: an event means
 * something whatever was left out before it.
 */
export type LifeAct =
  /** Runs a job from submission to outcome in one process. */
  | { readonly do: "run"; readonly who: number; readonly plan: JobPlan }
  /** Submits a job for an owner to come. */
  | { readonly do: "submit"; readonly who: number; readonly plan: JobPlan }
  /** Submits a job and starts a process that claims it. */
  | { readonly do: "launch"; readonly who: number; readonly plan: JobPlan }
  /** Claims a job and runs it. */
  | { readonly do: "own"; readonly who: number; readonly job: number }
  | { readonly do: Query; readonly who: number; readonly job: number }
  /** Says something to the runner of a job, or does something to its command. */
  | { readonly do: "tell"; readonly job: number; readonly word: RunnerWord }
  /** Does something to a process from outside. */
  | { readonly do: ProcessAct; readonly who: number }
  | { readonly do: "exit"; readonly who: number; readonly code: number; readonly uncaught: boolean }
  | { readonly do: "reboot" }
  /** The next calls of this operation fail, before or after they had their effect. */
  | {
      readonly do: "fail"
      readonly operation: string
      readonly reason: "NoSpace" | "Unexpected" | "NotWritable"
      readonly times: number
      readonly landed: boolean
    }
  /** This fact of a job is torn, if it is there: from now on nobody can read it. */
  | { readonly do: "tear"; readonly job: number; readonly fact: FactName }
  /** The disk is full, or has room again. */
  | { readonly do: "disk"; readonly full: boolean }
  /** A process dies at its k-th operation of the store from now, before or after that has its effect. */
  | {
      readonly do: "crash"
      readonly who: number
      readonly operations: number
      readonly landed: boolean
    }
  /** A hook cancels what is open of the session, and ends. */
  | { readonly do: "endSession"; readonly who: number }
  /** A program that is not ours writes something out of turn. */
  | { readonly do: "stray"; readonly job: number; readonly fact: StrayFact }
  /** The wall clock is set by this much. */
  | { readonly do: "step"; readonly millis: number }
  | { readonly do: "suspend"; readonly millis: number }
  /** Time passes before the next event. */
  | { readonly do: "pass"; readonly millis: number }

/** What is asked of the façade about one job, or about all. */
export type Query =
  | "get"
  | "list"
  | "wait"
  | "result"
  | "follow"
  | "cancel"
  | "abandon"
  | "reconcile"
  | "prune"
  | "rebuildIndex"
  | "timeline"
  | "find"
  | "findAny"
  | "getNobody"
  | "misuse"
  | "readLog"
  | "followLog"
  | "followAll"
  | "settled"

export type StrayFact = "progress" | "workStopped" | "read"

export type RunnerWord =
  | "progress"
  | "log"
  | "answered"
  | "succeed"
  | "fail"
  | "notStarted"
  | "die"
  | "nothing"
  | "clientGone"
  | "startWork"
  | "startDeafWork"
  | "endWork"
  /** Talks to a client, a process of its own, from then on. */
  | "talk"
  | "endClient"
  /** Starts a process that others share and that is not the job's. */
  | "startBroker"

export type ProcessAct =
  | "SIGTERM"
  | "SIGINT"
  | "SIGHUP"
  | "SIGBREAK"
  | "kill"
  | "leaveDefunct"
  | "stop"
  | "continue"
  | "recycle"
  | "deny"
  | "allow"
  | "drain"
  | "interrupt"

/** What is asked for when a job is made. */
export interface JobPlan {
  /** Its work is a process of its own. */
  readonly command: boolean
  /** Its owner exists for it alone. */
  readonly dedicated: boolean
  /** Its work goes on elsewhere when its owner dies. */
  readonly upstream: boolean
  /** Its runner does not end when it is told to. */
  readonly stubborn: boolean
  /** Its runner starts something more when it is told to end, and names it. */
  readonly startsLast?: boolean
  /** Total limit in milliseconds; 0 is none. */
  readonly timeMillis: number
  /** Silence limit in milliseconds; 0 is none. */
  readonly silenceMillis: number
  /** It belongs to the session that a hook may end. */
  readonly session?: boolean
  /** What is done to its work when that outlives its owner. */
  readonly adopt?: Adopt
  /** Something is to be run at its end. */
  readonly onEnd?: boolean
  /** What the host knows of it when its owner is gone. */
  readonly recover?: "result" | "failure" | "breaks"
}

/** A function that is asked for nothing special. */
export const plainPlan: JobPlan = {
  command: false,
  dedicated: false,
  upstream: false,
  stubborn: false,
  timeMillis: 0,
  silenceMillis: 0
}

/** One event: `after` so many steps of the simulation since the one before. */
export interface LifeEvent {
  readonly after: number
  readonly act: LifeAct
}

/** Who is there at the beginning. */
export type Cast = "small" | "full"

/** A whole life: who lives it, in which order things run, and what happens. */
export interface Life {
  readonly cast: Cast
  /** Decides the order of everything that the events leave open. */
  readonly seed: number
  readonly preempt: number
  readonly lag: number
  readonly events: ReadonlyArray<LifeEvent>
}
