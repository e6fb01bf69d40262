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

export type ProcessAct =
  | "SIGTERM"
  | "SIGINT"
  | "SIGHUP"
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
  /** Total limit in milliseconds; 0 is none. */
  readonly timeMillis: number
  /** Silence limit in milliseconds; 0 is none. */
  readonly silenceMillis: number
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
