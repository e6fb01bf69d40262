import { checks } from "@job-lifecycle/node"
import * as Schema from "effect/Schema"
import { documentVersion } from "./documentVersion.ts"

const Millis = Schema.Int.annotate({
  description: "Wall time in milliseconds since the epoch. For display and sorting."
})
const WorkState = Schema.Literals(["stopped", "running", "unknown"])
const text = (description: string) => Schema.NullOr(Schema.String).annotate({ description })
const number = (description: string) => Schema.NullOr(Schema.Int).annotate({ description })

const outcome = <Tag extends string, Fields extends Schema.Struct.Fields>(
  tag: Tag,
  fields: Fields
) => Schema.Struct({ tag: Schema.Literal(tag), ...fields })

/** How a job ended, by cause. The texts in it are for people. */
export const OutcomeDocument = Schema.Union([
  outcome("Completed", { result: Schema.Literals(["Recorded", "ExitCode"]) }),
  outcome("Failed", {
    message: Schema.String,
    defect: Schema.Boolean,
    exitCode: Schema.NullOr(Schema.Int),
    signal: Schema.NullOr(Schema.String),
    stderrTail: Schema.String,
    error: Schema.optionalKey(Schema.Json)
  }),
  outcome("Cancelled", {
    by: Schema.String,
    requestedAt: Millis,
    reason: Schema.NullOr(Schema.String)
  }),
  outcome("TimedOut", { limitMillis: Schema.Int }),
  outcome("Stalled", { silenceMillis: Schema.Int, lastEvent: Schema.NullOr(Schema.String) }),
  outcome("ClientExited", { reason: Schema.String, answered: Schema.Boolean }),
  outcome("Signalled", { signal: Schema.String }),
  outcome("Orphaned", { reason: Schema.String, evidence: Schema.String }),
  outcome("NeverStarted", {
    reason: Schema.Literals(["SpawnFailed", "ClaimDeadline", "LauncherGone"]),
    message: Schema.String,
    code: Schema.NullOr(Schema.String),
    stderrTail: Schema.String
  }),
  outcome("Drained", {}),
  outcome("Lost", { reason: Schema.String, lastSeenAt: Millis })
])

/** One job as `--json` prints it. Every field is always there; what is not known is null. */
export const JobDocument = Schema.Struct({
  id: Schema.String,
  name: Schema.String,
  kind: Schema.Literals(["command", "function"]),
  state: Schema.Literals(["queued", "running", "settled"]),
  outcome: Schema.NullOr(OutcomeDocument).annotate({
    description: "Why it ended. Null exactly while the state is not settled."
  }),
  settledBy: Schema.NullOr(Schema.Literals(["owner", "reader"])).annotate({
    description: "Who recorded the outcome: its owner, or a reader that proved the owner gone."
  }),
  work: Schema.NullOr(WorkState).annotate({
    description: "What the work itself is doing, beside the outcome. Null before it was started."
  }),
  pid: number("The owner's process."),
  childPid: number("The command's process."),
  createdAt: Millis,
  startedAt: Schema.NullOr(Millis),
  settledAt: Schema.NullOr(Millis),
  lastEventAt: Millis,
  phase: text("What the work says it is doing."),
  message: text("The work's last word about itself."),
  exitCode: number("The command's exit code, where it ended with one."),
  signal: text("The signal that ended the command or its owner."),
  health: Schema.Literals(["waiting", "active", "quiet", "frozen", "overdue", "unknown", "over"]),
  healthReason: text("Why the health is not simply active, waiting or over."),
  command: Schema.NullOr(Schema.Array(Schema.String)),
  cwd: Schema.NullOr(Schema.String),
  session: Schema.NullOr(Schema.String),
  retryOf: Schema.NullOr(Schema.String),
  adopt: Schema.Literals(["kill", "leave"]).annotate({
    description: "What is done to its work when its owner is gone."
  }),
  onEnd: Schema.NullOr(
    Schema.Struct({
      command: Schema.String,
      startedAt: Schema.NullOr(Millis),
      endedAt: Schema.NullOr(Millis),
      exitCode: Schema.NullOr(Schema.Int),
      problem: text("What went wrong with it. It changes nothing about the job.")
    })
  ).annotate({ description: "What is to be run once it has ended, and what became of that." }),
  resumeHandle: text("By which the work can be taken up again."),
  cancel: Schema.NullOr(
    Schema.Struct({
      by: Schema.String,
      requestedAt: Millis,
      reason: Schema.NullOr(Schema.String)
    })
  ).annotate({ description: "The request to cancel, if somebody made one." }),
  result: Schema.Json.annotate({ description: "The recorded result of a function; else null." }),
  late: Schema.NullOr(Schema.Struct({ value: Schema.Json, at: Millis })).annotate({
    description: "A result that came after the outcome, or lost to it. It changes nothing."
  }),
  logFile: Schema.NullOr(Schema.String),
  unloggedBytes: number(
    "How many bytes of its output, at most, could not be written to its log; null when none are known."
  ),
  timeLimitMillis: number("Its total time limit; null is none."),
  silenceLimitMillis: number("Its silence limit; null is none."),
  read: Schema.Boolean.annotate({ description: "Somebody has seen the outcome." }),
  saved: Schema.Boolean.annotate({
    description: "False when this reader found the outcome and may not write it."
  }),
  unreadable: Schema.Array(Schema.String).annotate({
    description: "Facts that exist and could not be read. Each is kept as it is."
  })
}).annotate({ identifier: "Job" })
export type JobDocument = typeof JobDocument.Type

/** What went wrong, with the data of that error beside its tag. */
export const ErrorDocument = Schema.StructWithRest(
  Schema.Struct({
    tag: Schema.String,
    message: Schema.String,
    hint: Schema.optionalKey(Schema.String)
  }),
  [Schema.Record(Schema.String, Schema.Json)]
)
export type ErrorDocument = typeof ErrorDocument.Type

/** One thing that is on record about a job; `text` is for people. */
const TimelineDocument = Schema.Struct({
  at: Millis,
  event: Schema.Literals([
    "submitted",
    "claimed",
    "voided",
    "workStarted",
    "progress",
    "output",
    "cancelRequested",
    "resultRecorded",
    "settled",
    "workStopped",
    "read",
    "late",
    "hookStarted",
    "hookEnded"
  ]),
  text: Schema.String
})

const version = Schema.Literal(documentVersion)

const keptReasons = [
  "recent",
  "unread",
  "open",
  "workRunning",
  "workUnknown",
  "ownerNotGone",
  "justEnded",
  "damaged",
  "changed",
  "unremovable"
] as const

/** Everything that `--json` can print: one document, and nothing else, on stdout. */
export const Document = Schema.Union([
  Schema.Struct({
    version,
    job: JobDocument,
    output: Schema.optionalKey(Schema.String).annotate({
      description:
        "The last lines of a command's output. `result`: 40, at most 64 KiB; `explain`: 10, at most 8 KiB."
    }),
    timeline: Schema.optionalKey(Schema.Array(TimelineDocument)).annotate({
      description: "`explain`: everything on record about the job, earliest first."
    }),
    damaged: Schema.optionalKey(Schema.Array(ErrorDocument)).annotate({
      description: "`explain`: why the log could not be read, and nothing is here of it."
    }),
    started: Schema.optionalKey(Schema.Literals(["started", "settled", "pending"])).annotate({
      description: "`run --detach`: what the launcher saw before it returned."
    }),
    alreadySettled: Schema.optionalKey(Schema.Array(Schema.String)).annotate({
      description: "`cancel`: the ids of jobs that were over before anybody asked."
    })
  }),
  Schema.Struct({
    version,
    jobs: Schema.Array(JobDocument),
    damaged: Schema.optionalKey(Schema.Array(ErrorDocument)).annotate({
      description:
        "`status` and `reconcile`, and `wait` and `cancel` of several jobs: records that could not be read, kept as they are. `status` too: why the settled jobs could not be listed, and only the open ones are here."
    }),
    alreadySettled: Schema.optionalKey(Schema.Array(Schema.String))
  }),
  Schema.Struct({
    version,
    pruned: Schema.Array(JobDocument).annotate({
      description: "`prune`: the jobs that went, or would go, as they were."
    }),
    kept: Schema.Struct(
      Object.fromEntries(keptReasons.map((reason) => [reason, Schema.optionalKey(Schema.Int)]))
    ).annotate({ description: "How many settled jobs stay, by the reason." }),
    swept: Schema.Int.annotate({
      description: "How many leftovers of processes that died were removed."
    }),
    dryRun: Schema.Boolean
  }),
  Schema.Struct({
    version,
    doctor: Schema.Struct({
      healthy: Schema.Boolean.annotate({ description: "No check found a problem." }),
      root: Schema.String,
      rootFrom: Schema.Literals(["option", "environment", "default"]),
      checks: Schema.Array(
        Schema.Struct({
          check: Schema.Literals(checks),
          verdict: Schema.Literals(["ok", "warning", "problem"]),
          text: Schema.String,
          advice: text("What to do about it.")
        })
      ).annotate({ description: "`doctor`: what each check came to. A check can be there twice." }),
      counts: Schema.NullOr(
        Schema.Struct({
          open: Schema.Int,
          settled: Schema.Int,
          workRunning: Schema.Int,
          unknownOwners: Schema.Int,
          damaged: Schema.Int,
          withUnreadable: Schema.Int,
          trash: Schema.Int
        })
      ).annotate({ description: "Null where there is no store, or it could not be read." })
    })
  }),
  Schema.Struct({ version, error: ErrorDocument })
]).annotate({ identifier: "JobCommandDocument" })
export type Document = typeof Document.Type
