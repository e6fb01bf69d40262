import { Command } from "effect/cli"
import { count, duration, given, json, many, switchFlag } from "./flags.ts"
import type { Reported } from "./Reported.ts"

export const cancel = (reported: Reported) =>
  Command.make(
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

export const reconcile = (reported: Reported) =>
  Command.make(
    "reconcile",
    { rebuild: switchFlag("rebuild", "Make the lists of jobs anew from the jobs first"), json },
    (rest) => reported((root) => ({ command: "reconcile", root, ...rest }))
  ).pipe(
    Command.withDescription(
      "Settle every job whose owner is gone, stop what such owners left running (unless it is to be left alone), run the end hooks that they did not live to run, and show these jobs."
    ),
    Command.withExamples([{ command: "job reconcile", description: "Tidy up after a crash" }])
  )

export const prune = (reported: Reported) =>
  Command.make(
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

export const doctor = (reported: Reported) =>
  Command.make("doctor", { json }, (rest) =>
    reported((root) => ({ command: "doctor", root, ...rest }))
  ).pipe(
    Command.withDescription(
      "Try what jobs rely on here: where they are kept, how they are published, watched, examined and stopped. Says what to do about what does not work, and exits with 1 when something does not. It makes no store, and removes what it tries with."
    ),
    Command.withShortDescription("Check that jobs can be kept, watched and stopped here."),
    Command.withExamples([{ command: "job doctor", description: "Why does it not work?" }])
  )
