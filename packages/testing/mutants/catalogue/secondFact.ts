import type { Mutant } from "../Mutant.ts"

/** Mistakes in what is told of work that runs on, and of what follows an outcome. */
export const secondFact: ReadonlyArray<Mutant> = [
  {
    name: "named work of a function is not looked at",
    against: "second fact",
    file: "engine/src/race/supervise.ts",
    find: 'const said = job.request.kind === "command" && outcome._tag === "Completed"',
    replace: 'const said = job.request.kind === "function" || outcome._tag === "Completed"'
  },
  {
    name: "a late settlement is not listed",
    against: "I9",
    file: "engine/src/settling/settleOwned.ts",
    find: 'if (job.seen.work === "Stopped") yield* recordOwnWorkStopped(job.id, standing)',
    replace: "",
    by: "engine/test/exitWhileSettling.test.ts"
  },
  {
    name: "who left a runner behind forgets it with an outcome that could not be written",
    against: "I7 F36",
    file: "engine/src/settling/settleOwned.ts",
    find: "yield* Deferred.succeed(job.stands, standing)",
    replace: "",
    by: "engine/test/brokenSteps.test.ts"
  },
  {
    name: "what is prepared for a full disk says that the work has stopped",
    against: "I7 F36",
    file: "engine/src/settling/armLastGasp.ts",
    find: 'work: "Running",',
    replace: 'work: "Stopped",',
    by: "engine/test/workStopped.test.ts"
  },
  {
    name: "the end of work is recorded at one try",
    against: "I8",
    file: "engine/src/settling/recordWorkStopped.ts",
    find: "yield* retryBriefly(publishing)",
    replace: "yield* publishing",
    by: "engine/test/workStopped.test.ts"
  },
  {
    name: "what an abandoned runner started is not looked for",
    against: "second fact",
    file: "engine/src/race/stopLosers.ts",
    find: 'if ((yield* stopOutside(job)) !== "Stopped") return',
    replace: ""
  },
  {
    name: "no second look after the runner stopped",
    against: "second fact",
    file: "engine/src/race/stopLosers.ts",
    find: "return yield* stopOutside(job)\n",
    replace: "return outside\n",
    by: "engine/test/lastStarted.test.ts"
  },
  {
    name: "what a runner names while it is being stopped is late, and nothing",
    against: "I5",
    file: "engine/src/race/openJob.ts",
    find: "work: (identity) => reported(",
    replace: "work: (identity) => whileOpen("
  },
  {
    name: "what a runner names while it is being stopped is known to its owner alone",
    against: "I5",
    file: "engine/src/race/runnerWords.ts",
    find: "return heard.open ? heard.survive(recording) : recording",
    replace: "return heard.open ? heard.survive(recording) : Effect.void",
    by: "engine/test/lastStarted.test.ts"
  },
  {
    name: "an unreadable request to cancel is looked for at changes alone",
    against: "F14",
    file: "engine/src/endings/cancelRequest.ts",
    find: 'retryForever(store.standing(id, "cancel"))',
    replace: 'Effect.orElseSucceed(store.standing(id, "cancel"), () => null)',
    by: "engine/test/unheardCancel.test.ts"
  },
  {
    name: "a lost owner's job is told to be cancelled",
    against: "I4",
    file: "engine/src/model/underCancel.ts",
    find: ' || outcome._tag === "Lost"',
    replace: "",
    by: "engine/test/unheardCancel.test.ts"
  },
  {
    name: "the last gasp forgets the named work of a function",
    against: "second fact",
    file: "engine/src/model/workAfterOwner.ts",
    find: ' || work !== null) return "Running"',
    replace: ') return "Running"'
  },
  {
    name: "work whose record cannot be read ended with its owner",
    against: "I7 I8",
    file: "engine/src/repair/orphanedWork.ts",
    find: 'if (assumed !== "Running" && !isNamed) return',
    replace: 'if (assumed !== "Running") return',
    by: "engine/test/unnamedWork.test.ts"
  },
  {
    name: "work of which nobody knew is not looked at again",
    against: "I7 F30",
    file: "engine/src/repair/orphanedWork.ts",
    find: 'settlement.work === "Stopped" || read',
    replace: 'settlement.work !== "Running" || read',
    by: "engine/test/unknownWork.test.ts"
  },
  {
    name: "a command may still appear after a reboot",
    against: "I7 F31",
    file: "engine/src/repair/orphanedWork.ts",
    find: '!(owner._tag === "Gone" && owner.reason === "Rebooted")',
    replace: 'owner._tag === "Gone"',
    by: "engine/test/unnamedWork.test.ts"
  },
  {
    name: "unnamed work that nobody is to end is waited for without end",
    against: "second fact",
    file: "engine/src/repair/orphanedWork.ts",
    find: " && (!leave || isUnnamed(facts))",
    replace: " && !leave",
    by: "engine/test/unnamedWork.test.ts"
  },
  {
    name: "a deaf orphan is not killed where what named it cannot be read",
    against: "I11",
    file: "engine/src/repair/orphanedWork.ts",
    find: '(isSeen || facts.unreadable.includes("work"))',
    replace: "isSeen",
    by: "engine/test/unnamedWork.test.ts"
  },
  {
    name: "a command may still appear after a reboot, once its outcome is on record",
    against: "I7 F31",
    file: "engine/src/repair/orphanedWork.ts",
    find: "sinceMillis <= launchMillis && mayHaveForked(owner)",
    replace: "sinceMillis <= launchMillis",
    by: "engine/test/unnamedWork.test.ts"
  },
  {
    name: "a request to cancel ends no work of a job that had a result by then",
    against: "F14",
    file: "engine/src/repair/orphanedWork.ts",
    find: "  cancel === null &&\n",
    replace: "",
    by: "engine/test/adopt.test.ts"
  },
  {
    name: "an owner gives up saying that its work has stopped",
    against: "I5 F36",
    file: "engine/src/settling/recordWorkStopped.ts",
    find: "retryForever(publish(id, settlement)).pipe(",
    replace: "publish(id, settlement).pipe(",
    by: "engine/test/brokenSteps.test.ts"
  },
  {
    name: "a cancel stops what a living owner is stopping",
    against: "second fact",
    file: "engine/src/cancel.ts",
    find: "if (!(yield* isOwnerGone(settled))) yield* untilWorkStops(id, grace)",
    replace: "",
    by: "engine/test/cancelling.test.ts"
  },
  {
    name: "every cancel of a job that is over says that it stopped work",
    against: "second fact",
    file: "engine/src/cancel.ts",
    find: 'already && (before.state.work === "Running" || found === "Running")',
    replace: "already",
    by: "engine/test/cancelling.test.ts"
  }
]
