import { Argument, Command, Flag, GlobalFlag } from "effect/cli"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Plan } from "./Plan.ts"

const root = GlobalFlag.Setting("root")({
  flag: Flag.String("root").pipe(
    Flag.withMetavar("DIR"),
    Flag.withDescription(
      "The store to use. Default: $JOB_LIFECYCLE_ROOT, else the user's state directory"
    ),
    Flag.optional
  )
})

const json = Flag.Boolean("json").pipe(
  Flag.withDescription("Print one JSON document on stdout and nothing else there"),
  Flag.withDefault(false),
  Flag.withoutNegation
)
const duration = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withMetavar("D"), Flag.withDescription(description), Flag.optional)
const text = (name: string, metavar: string, description: string) =>
  Flag.String(name).pipe(
    Flag.withMetavar(metavar),
    Flag.withDescription(description),
    Flag.optional
  )
const switchFlag = (name: string, description: string) =>
  Flag.Boolean(name).pipe(
    Flag.withDescription(description),
    Flag.withDefault(false),
    Flag.withoutNegation
  )
const count = (name: string, description: string) =>
  Flag.Int(name).pipe(Flag.withMetavar("N"), Flag.withDescription(description), Flag.optional)

const one = Argument.String("ID").pipe(
  Argument.withDescription("The id of a job, or its beginning where that names only one")
)
const many = one.pipe(Argument.variadic({ min: 1 }))
const completionFd = text(
  "completion-fd",
  "FD",
  "Write one line for a program on this open descriptor when a job has ended; 2 is standard error"
)
const patience = duration(
  "timeout",
  "Stop waiting after this time, with exit code 123. 0, and the default, is no limit"
)
const given = Option.getOrNull

/**
 * Every command with its options, descriptions and examples. Made anew for each line, because the
 * handlers do nothing but report the plan that they were given.
 */
export const commandTree = (report: (plan: Plan) => void) => {
  const reported = (make: (root: string | null) => Plan) =>
    Effect.map(root, (found) => report(make(given(found))))

  const run = Command.make(
    "run",
    {
      detach: switchFlag("detach", "Leave it to an owner in the background, and print its id"),
      name: text("name", "NAME", "What to call it in listings"),
      timeout: duration(
        "timeout",
        "End it after this time: 30s, 10m, 2h. 0 is no limit. Default: $JOB_LIFECYCLE_TIMEOUT, else 30m"
      ),
      silence: duration(
        "silence",
        "End it when nothing was heard of it for this time. Default: no limit"
      ),
      grace: duration("grace", "How long it may take to end when it is told to. Default 5s"),
      session: text("session", "S", "A word to list it by"),
      adopt: Flag.Literals("adopt", ["kill", "leave"]).pipe(
        Flag.withMetavar("kill|leave"),
        Flag.withDescription(
          "What to do with the command when its owner dies: end it at the next look, or leave it alone. Default kill"
        ),
        Flag.optional
      ),
      onEnd: text(
        "on-end",
        "CMD",
        "A line of the shell to run once it has ended, at most once, for ten seconds at most. It finds the job's JSON on its standard input, and JOB_ID, JOB_OUTCOME and JOB_EXIT_CODE"
      ),
      completionFd,
      json,
      line: Argument.String("CMD").pipe(
        Argument.withDescription("The program and its arguments. The -- before them is required"),
        Argument.variadic()
      )
    },
    ({ name, timeout, silence, grace, session, adopt, onEnd, completionFd, ...rest }) =>
      reported((root) => ({
        command: "run",
        root,
        ...rest,
        name: given(name),
        timeout: given(timeout),
        silence: given(silence),
        grace: given(grace),
        session: given(session),
        adopt: given(adopt),
        onEnd: given(onEnd),
        completionFd: given(completionFd)
      }))
  ).pipe(
    Command.withDescription(
      "Run a program as a tracked job. In the foreground it streams the output and exits as the program did; with --json its output goes to the log alone. After 30 minutes it is ended, unless --timeout or $JOB_LIFECYCLE_TIMEOUT says otherwise. What its record quotes of its standard error has secrets taken out; its log has the output as it came, the newest 32 to 64 MiB of it."
    ),
    Command.withShortDescription("Run a program as a tracked job, and exit as it did."),
    Command.withExamples([
      { command: "job run -- npm test", description: "Run it here" },
      {
        command: "job run --detach --timeout 2h -- make all",
        description: "Run it in the background"
      }
    ])
  )

  const listing = {
    id: one.pipe(Argument.optional),
    all: switchFlag("all", "Show every settled job, not only the newest 10"),
    session: text("session", "S", "Show only the jobs of this session"),
    limit: count("limit", "How many settled jobs to show"),
    json
  }
  const status = Command.make("status", listing, ({ id, session, limit, ...rest }) =>
    reported((root) => ({
      command: "status",
      root,
      ...rest,
      id: given(id),
      session: given(session),
      limit: given(limit)
    }))
  ).pipe(
    Command.withAlias("list"),
    Command.withDescription(
      "Show jobs as they truly stand. A job whose owner is gone is settled by this very read."
    ),
    Command.withExamples([
      { command: "job status", description: "Every open job and the newest settled ones" },
      { command: "job status 3f2a --json", description: "One job, for a program" }
    ])
  )

  const wait = Command.make(
    "wait",
    {
      ids: many,
      any: switchFlag("any", "Return when the first of them has ended"),
      timeout: patience,
      completionFd,
      json
    },
    ({ timeout, completionFd, ...rest }) =>
      reported((root) => ({
        command: "wait",
        root,
        ...rest,
        timeout: given(timeout),
        completionFd: given(completionFd)
      }))
  ).pipe(
    Command.withDescription(
      "Wait for jobs to end, and exit as they did (several: the highest code)."
    ),
    Command.withExamples([
      { command: "job wait 3f2a --timeout 10m", description: "Ten minutes at most" }
    ])
  )

  const result = Command.make(
    "result",
    {
      id: one,
      wait: switchFlag("wait", "Wait for it to end first"),
      timeout: patience,
      completionFd,
      json
    },
    ({ timeout, completionFd, ...rest }) =>
      reported((root) => ({
        command: "result",
        root,
        ...rest,
        timeout: given(timeout),
        completionFd: given(completionFd)
      }))
  ).pipe(
    Command.withDescription(
      "Print the result of a job that has ended: its recorded value, or the last lines of a command's output. Exits as the job did."
    ),
    Command.withExamples([{ command: "job result 3f2a", description: "Read what came of it" }])
  )

  const logs = Command.make(
    "logs",
    {
      id: one,
      follow: switchFlag("follow", "Go on until the job has ended").pipe(Flag.withAlias("f")),
      tail: count("tail", "Begin with the last N lines")
    },
    ({ tail, ...rest }) =>
      reported((root) => ({ command: "logs", root, json: false, ...rest, tail: given(tail) }))
  ).pipe(
    Command.withDescription("Print the output of a job, whether it has ended or not."),
    Command.withExamples([
      { command: "job logs 3f2a -f --tail 20", description: "Look over its shoulder" }
    ])
  )

  const explain = Command.make("explain", { id: one, json }, (rest) =>
    reported((root) => ({ command: "explain", root, ...rest }))
  ).pipe(
    Command.withDescription(
      "Tell what happened to a job, in order: who submitted and claimed it, what was heard of it, how it ended and who found that out."
    ),
    Command.withExamples([{ command: "job explain 3f2a", description: "Find out why it died" }])
  )

  const cancel = Command.make(
    "cancel",
    { ids: many, grace: duration("grace", "How long each step of ending may take"), json },
    ({ grace, ...rest }) =>
      reported((root) => ({ command: "cancel", root, ...rest, grace: given(grace) }))
  ).pipe(
    Command.withDescription(
      "Ask jobs to end, and stop what they run. Exits with 4 when a job's processes are not confirmed to have stopped."
    ),
    Command.withExamples([{ command: "job cancel 3f2a", description: "End it" }])
  )

  const reconcile = Command.make(
    "reconcile",
    { rebuild: switchFlag("rebuild", "Make the lists of jobs anew from the jobs first"), json },
    (rest) => reported((root) => ({ command: "reconcile", root, ...rest }))
  ).pipe(
    Command.withDescription(
      "Settle every job whose owner is gone, stop what such owners left running (unless it is to be left alone), run the end hooks that they did not live to run, and show these jobs."
    ),
    Command.withExamples([{ command: "job reconcile", description: "Tidy up after a crash" }])
  )

  const prune = Command.make(
    "prune",
    {
      keep: count("keep", "Remove all but the newest N settled jobs"),
      olderThan: duration("older-than", "Remove what ended longer ago than this: 12h, 30d"),
      includeUnread: switchFlag("include-unread", "Also remove jobs whose outcome nobody has read"),
      dryRun: switchFlag("dry-run", "Only list what would be removed"),
      json
    },
    ({ keep, olderThan, ...rest }) =>
      reported((root) => ({
        command: "prune",
        root,
        ...rest,
        keep: given(keep),
        olderThan: given(olderThan)
      }))
  ).pipe(
    Command.withDescription(
      "Remove settled jobs: what is older, and what is beyond the newest N; either is enough. With neither, what goes by itself once a day: older than 30 days, or beyond the newest 1,000. Never an open job, nor, unless told, one that nobody has read: job run, wait or result tells it."
    ),
    Command.withExamples([
      { command: "job prune --older-than 30d --dry-run", description: "See what would go" },
      { command: "job prune --keep 100", description: "Keep a hundred" }
    ])
  )

  const doctor = Command.make("doctor", { json }, (rest) =>
    reported((root) => ({ command: "doctor", root, ...rest }))
  ).pipe(
    Command.withDescription(
      "Try what jobs rely on here: where they are kept, how they are published, watched, examined and stopped. Says what to do about what does not work, and exits with 1 when something does not. It makes no store, and removes what it tries with."
    ),
    Command.withShortDescription("Check that jobs can be kept, watched and stopped here."),
    Command.withExamples([{ command: "job doctor", description: "Why does it not work?" }])
  )

  return Command.make("job").pipe(
    Command.withDescription(
      "Run any program as a tracked job: it ends in exactly one recorded outcome, whatever becomes of it."
    ),
    Command.withSubcommands([
      run,
      status,
      wait,
      result,
      logs,
      explain,
      cancel,
      reconcile,
      prune,
      doctor
    ]),
    Command.withGlobalFlags([root])
  )
}
