import { Argument, Command, Flag } from "effect/cli"
import { completionFd, duration, given, json, switchFlag, text } from "./flags.ts"
import type { Reported } from "./Reported.ts"

export const run = (reported: Reported) =>
  Command.make(
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
