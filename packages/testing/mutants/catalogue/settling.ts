import type { Mutant } from "../Mutant.ts"

/** Mistakes in how an outcome is recorded. */
export const settling: ReadonlyArray<Mutant> = [
  {
    name: "a job is listed as settled before its outcome is recorded",
    against: "I8 F18",
    file: "engine/src/settling/settle.ts",
    find: "const standing = yield* retryBriefly(publish(store, id, ending, nonce))",
    replace:
      "yield* enterInListing(id, { ...ending, settledAt: yield* Clock.currentTimeMillis, nonce } as Settlement, true)\n  const standing = yield* retryBriefly(publish(store, id, ending, nonce))"
  },
  {
    name: "an outcome is recorded at one try",
    against: "I8 F36",
    file: "engine/src/settling/settle.ts",
    find: "const standing = yield* retryBriefly(publish(store, id, ending, nonce))",
    replace: "const standing = yield* publish(store, id, ending, nonce)",
    by: "engine/test/storeTrouble.test.ts"
  },
  {
    name: "output that found no room in the log is counted nowhere",
    against: "I8 F36",
    file: "engine/src/race/supervise.ts",
    find: "const seen = { work, ...running.unlogged() }",
    replace: "const seen = { work }",
    by: "engine/test/unloggedOutput.test.ts"
  },
  {
    name: "the last gasp forgets what found no room in the log",
    against: "I8 F36",
    file: "engine/src/settling/guardExit.ts",
    find: "      ...running.unlogged()\n",
    replace: "",
    by: "engine/test/unloggedOutput.test.ts"
  },
  {
    name: "the owner of a job that nobody waits for does not wait for room for its outcome",
    against: "I5 F36",
    file: "engine/src/own.ts",
    find: "holdsOn: dedicated",
    replace: "holdsOn: false",
    by: "engine/test/holdOn.test.ts"
  },
  {
    name: "the owner of a job that nobody waits for waits without an end",
    against: "I11 F36",
    file: "engine/src/race/holdOn.ts",
    find: "Effect.sleep(longestHold)",
    replace: "Effect.never",
    by: "engine/test/holdOn.test.ts"
  },
  {
    name: "the owner of a job that nobody waits for is deaf once its job is over",
    against: "I11 F07",
    file: "engine/src/race/holdOn.ts",
    find: "Effect.as(signalled, null)",
    replace: "Effect.andThen(signalled, Effect.never)",
    by: "engine/test/holdOn.test.ts"
  },
  {
    name: "trouble with the listing is trouble with the outcome",
    against: "I9 F35",
    file: "engine/src/settling/enterInListing.ts",
    find: "Effect.catch((error) => Effect.logWarning(`The listing was not updated: ${error.message}`))",
    replace: "Effect.catch((error) => Effect.die(error))"
  },
  {
    name: "an owner does not ask whether its job is over before it records a result",
    against: "I10 F15",
    file: "engine/src/settling/settleOwned.ts",
    find: "if (earlier !== null) {",
    replace: "if (earlier === undefined) {",
    by: "engine/test/aroundTheOutcome.test.ts"
  },
  {
    name: "an outcome is recorded before the result that it names",
    against: "I9 F18",
    file: "engine/src/settling/settleOwned.ts",
    find: "const decision = { ...seen, outcome: yield* recordResult(id, end, survive) }",
    replace:
      "const decision = { ...seen, outcome: end.outcome }\n  yield* Effect.forkDetach(recordResult(id, end, survive))"
  },
  {
    name: "a job completes although its result could not be recorded",
    against: "I9 F43",
    file: "engine/src/settling/settleOwned.ts",
    find: "failure(unrecorded(message), false)\n",
    replace: "end.outcome\n"
  },
  {
    name: "a process that ends while it settles records its end instead of the decision",
    against: "I9",
    file: "engine/src/settling/settleOwned.ts",
    find: "guard.decide(decision)",
    replace: "",
    by: "engine/test/exitWhileSettling.test.ts"
  },
  {
    name: "the last instant of a process does not know of a request to cancel",
    against: "I9 F15",
    file: "engine/src/settling/guardExit.ts",
    find: "? completed : underCancel(outcome, cancel),",
    replace: "? completed : outcome,",
    by: "engine/test/unheardCancel.test.ts"
  },
  {
    name: "a settled job does not know of a request to cancel",
    against: "I9 F15",
    file: "engine/src/settling/settle.ts",
    find: "outcome: underCancel(outcome, cancel),\n    settledBy,",
    replace: "outcome,\n    settledBy,",
    by: "engine/test/unheardCancel.test.ts"
  },
  {
    name: "an outcome that could not be written is given up",
    against: "I5 F36",
    file: "engine/src/race/supervise.ts",
    find: "yield* settleLater({ ...job, end, seen: { ...seen, work: after }, guard, survive, stands })",
    replace: "yield* guard.close",
    by: "engine/test/brokenSteps.test.ts"
  },
  {
    name: "losers are stopped before the outcome is recorded",
    against: "I11",
    file: "engine/src/race/supervise.ts",
    find: "const settled = yield* Effect.exit(settleOwned(",
    replace:
      "slot.fiber?.interruptUnsafe()\n        while (slot.fiber !== null && slot.fiber.pollUnsafe() === undefined) yield* Effect.sleep(10)\n        const settled = yield* Effect.exit(settleOwned("
  },
  {
    name: "claim, race and settlement can be interrupted",
    against: "I2 F32",
    file: "engine/src/race/supervise.ts",
    find: "Effect.uninterruptibleMask((restore) =>",
    replace: "((run) => run((same) => same))((restore) =>"
  },
  {
    name: "a run that is interrupted leaves its job open",
    against: "I5",
    file: "engine/src/race/supervise.ts",
    find: "Exit.isSuccess(race) ? race.value : yield* endOfBrokenRace(race.cause)",
    replace: "yield* race"
  },
  {
    name: "the work of a settled job is not told to have stopped",
    against: "second fact F30",
    file: "engine/src/race/supervise.ts",
    find: 'if (after === "Stopped") yield* recordOwnWorkStopped(job.id, settled.value)',
    replace: ""
  },
  {
    name: "a stuck loser is waited for without end",
    against: "I11",
    file: "engine/src/race/stopLosers.ts",
    find: "const bounded = Effect.timeoutOption(Duration.millis(job.request.limits.graceMillis))",
    replace: "const bounded = (effect) => effect",
    by: "engine/test/boundedEndings.test.ts"
  },
  {
    name: "a runner that will not end is told to have stopped",
    against: "second fact F51",
    file: "engine/src/race/stopLosers.ts",
    find: 'yield* leaveBehind(job, fiber)\n    return "Running"',
    replace: 'yield* leaveBehind(job, fiber)\n    return "Stopped"'
  },
  {
    name: "a late result takes the place of the job's own",
    against: "I10 F15",
    file: "engine/src/settling/keepLate.ts",
    find: 'store.publishOnce(id, "late", {',
    replace: 'store.publishOnce(id, "result", {'
  },
  {
    name: "what a runner says after the outcome is recorded",
    against: "I10",
    file: "engine/src/race/supervise.ts",
    find: "running.close()\n",
    replace: "\n",
    by: "engine/test/aroundTheOutcome.test.ts"
  },
  {
    name: "a result is kept as late although the outcome that names it has landed",
    against: "I10",
    file: "engine/src/settling/settleOwned.ts",
    find: 'if (earlier.outcome._tag !== "Completed") yield* keepLate(id, end.result)',
    replace: "yield* keepLate(id, end.result)",
    by: "engine/test/brokenSteps.test.ts"
  },
  {
    name: "a runner that asks for its abort signal late does not hear that it was aborted",
    against: "F32",
    file: "engine/src/race/RunnerView.ts",
    find: "if (state.aborted) state.controller.abort()",
    replace: "",
    by: "engine/test/boundedEndings.test.ts"
  },
  {
    name: "whether a runner has decided its job is asked when that is over",
    against: "I10",
    file: "engine/src/race/supervise.ts",
    find: "byRunner: end.byRunner,",
    replace: "byRunner: true,",
    by: "engine/test/boundedEndings.test.ts"
  },
  {
    name: "a result that an earlier try has recorded is told as one that could not be",
    against: "I9 F36",
    file: "engine/src/settling/settleOwned.ts",
    find: "recorded ? end.outcome : failure(unrecorded(message), false)",
    replace: "failure(unrecorded(message), false)",
    by: "engine/test/brokenSteps.test.ts"
  },
  {
    name: "a result of which nobody knows whether it was recorded is named",
    against: "I7 F36",
    file: "engine/src/settling/settleOwned.ts",
    find: "Effect.orElseSucceed(() => false)",
    replace: "Effect.orElseSucceed(() => true)",
    by: "engine/test/brokenSteps.test.ts"
  }
]
