import type { Mutant } from "../Mutant.ts"

/** Mistakes in what a look at a job is taken to mean. */
export const deciding: ReadonlyArray<Mutant> = [
  {
    name: "an owner that nobody can see is taken for dead",
    against: "I7 F27",
    file: "engine/src/repair/diagnose.ts",
    find: 'if (sinceMillis <= limits.lostMillis) return { _tag: "Leave", health }',
    replace:
      'return settleAs(Outcome.cases.Orphaned.make({ reason: "Unreported", evidence: reason }), false)'
  },
  {
    name: "an owner that stands still is taken for dead",
    against: "I4 F28 F48",
    file: "engine/src/repair/diagnose.ts",
    find: 'case "Alive":\n',
    replace:
      'case "Alive":\n      if (evidence.frozen) return settleAs(Outcome.cases.Orphaned.make({ reason: "Unreported", evidence: "frozen" }), false)\n'
  },
  {
    name: "a reader ends a job past its limit although its owner lives",
    against: "I4 F51",
    file: "engine/src/repair/diagnose.ts",
    find: 'return { _tag: "Leave", health: healthOfLiving(facts, claim, evidence.frozen, now) }',
    replace:
      'const health = healthOfLiving(facts, claim, evidence.frozen, now)\n      return health._tag === "Overdue" ? settleAs(Outcome.cases.TimedOut.make({ limitMillis: 1 }), false) : { _tag: "Leave", health }'
  },
  {
    name: "a result that was durable before its owner died is not looked at",
    against: "I9 F31 F41",
    file: "engine/src/repair/diagnose.ts",
    find: "if (facts.result !== null) return settleAs(completed, false)\n  const orphaned",
    replace: "const orphaned",

    by: "engine/test/diagnose.test.ts"
  },
  {
    name: "an owner is given up at the first look past the lost-deadline",
    against: "I7 F48",
    file: "engine/src/repair/diagnose.ts",
    find: 'if (doubtedMillis < doubtMillis(limits)) return { _tag: "Leave", health }',
    replace: "",
    by: "engine/test/lease.test.ts"
  },
  {
    name: "the wall clock alone says how long an owner gave no sign",
    against: "I7 F48",
    file: "engine/src/repair/diagnose.ts",
    find: "if (ageMillis === null) return byWallMillis",
    replace: "return Math.max(0, byWallMillis)",
    by: "engine/test/lease.test.ts"
  },
  {
    name: "a sign that lies in the future counts as a sign of just now",
    against: "I5 F48",
    file: "engine/src/repair/diagnose.ts",
    find: "return byWallMillis < 0 ? ageMillis : Math.min(ageMillis, byWallMillis)",
    replace: "return Math.max(0, Math.min(ageMillis, byWallMillis))",
    by: "engine/test/diagnose.test.ts"
  },
  {
    name: "an owner whose only sign lies in the future is waited for until the clock comes to it",
    against: "I5 F48",
    file: "engine/src/repair/diagnose.ts",
    find: "const isUndated = byWallMillis < 0 && ageMillis === null",
    replace: "const isUndated = byWallMillis === null",
    by: "engine/test/diagnose.test.ts"
  },
  {
    name: "a job that was submitted in the future waits until the clock comes to it",
    against: "I5 F06",
    file: "engine/src/repair/diagnose.ts",
    find: "const ahead = isAhead(facts, now)",
    replace: "const ahead = isAhead(facts, Infinity)"
  },
  {
    name: "a deaf orphan is not killed before the clock comes to its outcome",
    against: "I5 F48",
    file: "engine/src/repair/orphanedWork.ts",
    find: "if (sinceMillis >= 0 && !isAsPrepared(settlement)) return sinceMillis",
    replace: "return sinceMillis",
    by: "engine/test/workStopped.test.ts"
  },
  {
    name: "the words of an owner end no doubt",
    against: "I4 F48",
    file: "engine/src/repair/decide.ts",
    find: "const about = `${claim.nonce} ${lastSign(facts, claim)}`",
    replace: "const about = claim.nonce",
    by: "engine/test/lease.test.ts"
  },
  {
    name: "another owner's progress counts as a sign of this one",
    against: "I10 F52",
    file: "engine/src/model/ownProgress.ts",
    find: " && progress?.nonce === claim.nonce",
    replace: "",
    by: "engine/test/diagnose.test.ts"
  },
  {
    name: "a job is taken for abandoned before its claim deadline",
    against: "I4 F06",
    file: "engine/src/repair/diagnose.ts",
    find: "facts.cancel === null && waited <= limit && !nobodyComes",
    replace: "facts.cancel === null && waited <= limit / 2 && !nobodyComes",
    by: "engine/test/launchWindow.test.ts"
  },
  {
    name: "a job that nobody claims waits for ever",
    against: "I5 F06",
    file: "engine/src/repair/diagnose.ts",
    find: "facts.cancel === null && waited <= limit && !nobodyComes",
    replace: "facts.cancel === null"
  },
  {
    name: "the launcher is gone, and nobody looks for an owner under way",
    against: "I4 F05",
    file: "engine/src/repair/observeLaunch.ts",
    find: 'return candidates === "Stopped"\n',
    replace: 'return candidates !== "Unknown"\n',
    by: "engine/test/launchWindow.test.ts"
  },
  {
    name: "an owner that was just forked is not waited for",
    against: "I4 F05",
    file: "engine/src/repair/diagnose.ts",
    find: 'launch?._tag === "Gone" && waited > launchMillis',
    replace: 'launch?._tag === "Gone"',
    by: "engine/test/launchWindow.test.ts"
  },
  {
    name: "a job that completed is told to be cancelled",
    against: "I9 F15",
    file: "engine/src/model/underCancel.ts",
    find: 'cancel === null || outcome._tag === "Completed" ||',
    replace: "cancel === null ||"
  },
  {
    name: "a second outcome is a legal event",
    against: "I2",
    file: "engine/src/model/transition.ts",
    find: 'return refuse("the first outcome stands")',
    replace: "return Result.succeed(settled(event.settlement))",
    by: "engine/test/transition.test.ts"
  },
  {
    name: "progress after the outcome makes the job run again",
    against: "I10 F15",
    file: "engine/src/model/transition.ts",
    find: 'case "Progress":\n          return refuse("the job is over")',
    replace:
      'case "Progress":\n          return Result.succeed(JobState.Running({ startedAt: event.at, cancelRequested: false }))',
    by: "engine/test/transition.test.ts"
  },
  {
    name: "an owner that was given up is lost although its result is on record",
    against: "I9",
    file: "engine/src/repair/diagnose.ts",
    find: "if (facts.result !== null) return settleAs(completed, false)\n  return settleAs(Outcome.cases.Lost",
    replace: "return settleAs(Outcome.cases.Lost",
    by: "engine/test/diagnose.test.ts"
  },
  {
    name: "a result of a newer version hides that its owner lives",
    against: "I4 F27",
    file: "engine/src/repair/decide.ts",
    find: 'seen?._tag === "Gone" && facts.newer?.includes("result")',
    replace: 'facts.newer?.includes("result")',
    by: "engine/test/newerRecords.test.ts"
  },
  {
    name: "a job without a time limit is overdue",
    against: "F03",
    file: "engine/src/repair/diagnose.ts",
    find: "if (timeMillis !== null) {",
    replace: "if (timeMillis !== undefined) {",
    by: "engine/test/diagnose.test.ts"
  }
]
