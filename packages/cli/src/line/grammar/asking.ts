import { Argument, Command, Flag } from "effect/cli"
import type * as Option from "effect/Option"
import { completionFd, count, given, json, many, one, patience, switchFlag, text } from "./flags.ts"
import type { Reported } from "./Reported.ts"

const listing = {
  id: one.pipe(Argument.optional),
  all: switchFlag("all", "Show every settled job, not only the newest 10"),
  session: text("session", "S", "Show only the jobs of this session"),
  limit: count("limit", "How many settled jobs to show"),
  json
}

export const status = (reported: Reported) =>
  Command.make("status", listing, ({ id, session, limit, ...rest }) =>
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

/** What whoever waits may add. */
const waiting = { timeout: patience, completionFd, json }

const awaited = <Line extends Record<"timeout" | "completionFd", Option.Option<string>>>({
  completionFd,
  timeout,
  ...rest
}: Line) => ({ ...rest, timeout: given(timeout), completionFd: given(completionFd) })

export const wait = (reported: Reported) =>
  Command.make(
    "wait",
    {
      ids: many,
      any: switchFlag("any", "Return when the first of them has ended"),
      ...waiting
    },
    (line) => reported((root) => ({ command: "wait", root, ...awaited(line) }))
  ).pipe(
    Command.withDescription(
      "Wait for jobs to end, and exit as they did (several: the highest code)."
    ),
    Command.withExamples([
      { command: "job wait 3f2a --timeout 10m", description: "Ten minutes at most" }
    ])
  )

export const result = (reported: Reported) =>
  Command.make(
    "result",
    {
      id: one,
      wait: switchFlag("wait", "Wait for it to end first"),
      ...waiting
    },
    (line) => reported((root) => ({ command: "result", root, ...awaited(line) }))
  ).pipe(
    Command.withDescription(
      "Print the result of a job that has ended: its recorded value, or the last lines of a command's output. Exits as the job did."
    ),
    Command.withExamples([{ command: "job result 3f2a", description: "Read what came of it" }])
  )

export const logs = (reported: Reported) =>
  Command.make(
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

export const explain = (reported: Reported) =>
  Command.make("explain", { id: one, json }, (rest) =>
    reported((root) => ({ command: "explain", root, ...rest }))
  ).pipe(
    Command.withDescription(
      "Tell what happened to a job, in order: who submitted and claimed it, what was heard of it, how it ended and who found that out."
    ),
    Command.withExamples([{ command: "job explain 3f2a", description: "Find out why it died" }])
  )
