import type { Mutant } from "../Mutant.ts"

/** Mistakes in who may run a job, and in what ends it. */
export const owning: ReadonlyArray<Mutant> = [
  {
    name: "whoever loses the claim runs the job too",
    against: "I1 F52",
    file: "engine/src/own.ts",
    find: 'if (published._tag === "Standing") return yield* refused(id, published.value._tag)',
    replace: ""
  },
  {
    name: "who comes second is told that the job is damaged, by one look",
    against: "I4",
    file: "engine/src/own.ts",
    find: "lacksClaim(first) ? yield* findClaim(store, id) : first",
    replace:
      "lacksClaim(first) ? yield* findClaim({ ...store, facts: () => Effect.succeed(first) }, id) : first",
    by: "engine/test/lostClaim.test.ts"
  },
  {
    name: "work starts although its record could not be written",
    against: "I1 F36",
    file: "engine/src/run.ts",
    find: "const published = yield* store.submit(created)\n",
    replace:
      'const published = yield* Effect.orElseSucceed(store.submit(created), () => ({ _tag: "Won" }) as const)\n'
  },
  {
    name: "a job that was cancelled before its claim runs all the same",
    against: "I1 F15",
    file: "engine/src/race/raceEndings.ts",
    find: "if (early !== null) return ended(early)",
    replace: ""
  },
  {
    name: "a runner that was set aside begins after its job is over",
    against: "I1 F15",
    file: "engine/src/race/supervise.ts",
    find: 'if (slot.entry === "open") slot.entry = "barred"\n',
    replace: "\n",
    by: "engine/test/setAside.test.ts"
  },
  {
    name: "the last gasp is opened before the claim is known to be ours",
    against: "I4 F52",
    file: "engine/src/race/takeClaim.ts",
    find: "job.take.pipe(\n    Effect.andThen(Effect.sync(guard.open)),",
    replace: "Effect.suspend(() => (guard.open(), job.take)).pipe(",
    by: "engine/test/rivalClaims.test.ts"
  },
  {
    name: "a claim that was reported as failed is left standing",
    against: "I5 F36",
    file: "engine/src/race/takeClaim.ts",
    find: "mayStand(cause) ? disown(job, guard) : guard.close",
    replace: "guard.close"
  },
  {
    name: "another owner's claim is taken for ours",
    against: "I4 F52",
    file: "engine/src/settling/isOurs.ts",
    find: 'standing?._tag === "Owned" && standing.nonce === job.claim.nonce',
    replace: 'standing?._tag === "Owned"',
    by: "engine/test/rivalClaims.test.ts"
  },
  {
    name: "nobody ends a job at its time limit",
    against: "I5 F03",
    file: "engine/src/endings/timeLimit.ts",
    find: "limitMillis === null\n",
    replace: "limitMillis !== undefined\n"
  },
  {
    name: "nobody ends a job that is silent",
    against: "I5 F03",
    file: "engine/src/endings/silence.ts",
    find: "silenceMillis === null ? Effect.never",
    replace: "silenceMillis !== undefined ? Effect.never"
  },
  {
    name: "what is heard of the work does not break its silence",
    against: "I9 F03",
    file: "engine/src/endings/silence.ts",
    find: "hearing.count !== count || overslept ? 0 : quiet + asked",
    replace: "overslept ? 0 : quiet + asked",
    by: "engine/test/endings.test.ts"
  },
  {
    name: "time in which the owner did not run counts as silence",
    against: "I9 F48",
    file: "engine/src/endings/silence.ts",
    find: "const overslept = took > 2 * asked + 1_000\n    quiet = hearing.count !== count || overslept ? 0 : quiet + asked",
    replace: "quiet = hearing.count !== count ? 0 : quiet + took",
    by: "engine/test/silence.test.ts"
  },
  {
    name: "a termination signal ends no job",
    against: "I5 F07",
    file: "engine/src/race/raceEndings.ts",
    find: "watcher(terminationSignal(signalled)),",
    replace: ""
  },
  {
    name: "a request to cancel ends no job",
    against: "I5 F14",
    file: "engine/src/race/raceEndings.ts",
    find: "watcher(cancelRequest(job.id, running.nudges.heard)),",
    replace: ""
  },
  {
    name: "the end of the client ends no job",
    against: "I5 F02",
    file: "engine/src/race/raceEndings.ts",
    find: "watcher(clientExit(running.client, fiber, limits.graceMillis)),",
    replace: ""
  },
  {
    name: "an answer that had arrived is thrown away with the client",
    against: "I9 F02",
    file: "engine/src/endings/clientExit.ts",
    find: "if (client.answered) {",
    replace: "if (client.answered === undefined) {",
    by: "engine/test/boundedEndings.test.ts"
  },
  {
    name: "a change is believed without a fact",
    against: "I7",
    file: "engine/src/endings/cancelRequest.ts",
    find: "    yield* changed\n",
    replace:
      '    yield* changed\n    yield* changed\n    return cancelledBy({ by: "somebody", requestedAt: 0, reason: null, nonce: "" })\n'
  },
  {
    name: "a runner that ends without a result has completed",
    against: "I9 F43",
    file: "engine/src/endings/runner.ts",
    find: 'return failed("the runner ended without a result; a completed job gives an explicit one", true)',
    replace:
      'return { outcome: Outcome.cases.Completed.make({ result: "ExitCode" }), result: undefined }'
  },
  {
    name: "a process that exits with code 0 is quoted with it",
    against: "I9 F43",
    file: "engine/src/settling/guardExit.ts",
    find: "exitCode: end.code === 0 ? null : end.code,",
    replace: "exitCode: end.code,",
    by: "engine/test/storeTrouble.test.ts"
  },
  {
    name: "a lease is never renewed",
    against: "I4 F27",
    file: "engine/src/race/keepLease.ts",
    find: "Effect.andThen(Effect.exit(store.renewLease(id, claim.nonce))),",
    replace: "",
    by: "engine/test/lease.test.ts"
  },
  {
    name: "a record that somebody else made anew is taken for the owner's",
    against: "I10 F59",
    file: "engine/src/settling/surviveRemoval.ts",
    find: "if (!ours) return false",
    replace: "",
    by: "engine/test/madeAnew.test.ts"
  },
  {
    name: "a removed record is made anew without its claim",
    against: "I4 F59",
    file: "engine/src/settling/surviveRemoval.ts",
    find: "store.submit({ ...created, claim })",
    replace: "store.submit(created)",
    by: "engine/test/madeAnew.test.ts"
  },
  {
    name: "a settled job that was removed is back when its owner's process ends",
    against: "I8 F59",
    file: "engine/src/settling/guardExit.ts",
    find: "isSettled ? undefined : { ...job.created, claim: job.claim }",
    replace: "{ ...job.created, claim: job.claim }",
    by: "node/test/removedRecord.test.ts"
  },
  {
    name: "whoever watches the client of a runner that will not end stays for as long as that",
    against: "I12",
    file: "engine/src/race/stopLosers.ts",
    find: "yield* closeScope(job)",
    replace: "",
    by: "engine/test/boundedEndings.test.ts"
  },
  {
    name: "the lease of a job is renewed for as long as its process lives",
    against: "I12",
    file: "engine/src/race/keepLease.ts",
    find: "Effect.forkScoped({ startImmediately: true })",
    replace: "Effect.forkDetach({ startImmediately: true })",
    by: "engine/test/noFiberSurvives.test.ts"
  },
  {
    name: "output of a runner that was left behind brings its job back",
    against: "I2",
    file: "engine/src/race/runnerWords.ts",
    find: "heard.open ? survive(append) : append",
    replace: "survive(append)",
    by: "engine/test/madeAnew.test.ts"
  },
  {
    name: "the end of a job waits for whoever watches its client, however deaf",
    against: "I11",
    file: "engine/src/race/stopLosers.ts",
    find: "Fiber.await).pipe(bounded)",
    replace: "Fiber.await)",
    by: "engine/test/boundedEndings.test.ts"
  },
  {
    name: "whoever watches the client of a runner that was ended stays",
    against: "I12",
    file: "engine/src/race/stopLosers.ts",
    find: "yield* closed\n  if (job.byRunner)",
    replace: "if (job.byRunner)",
    by: "engine/test/boundedEndings.test.ts"
  },
  {
    name: "work is told to be over because its runner, which was left behind, has ended",
    against: "I7",
    file: "engine/src/race/stopLosers.ts",
    find: 'if ((yield* stopOutside(job)) !== "Stopped") return',
    replace: "yield* stopOutside(job)",
    by: "engine/test/unknownWork.test.ts"
  },
  {
    name: "a command at its owner's terminal has a second grace, whatever ended its job",
    against: "F07",
    file: "engine/src/race/supervise.ts",
    find: "asked: job.sharesTerminal && isInterrupt(end.outcome)",
    replace: "asked: job.sharesTerminal",
    by: "engine/test/sharedTerminal.test.ts"
  },
  {
    name: "a command that its owner has not named yet is left when its job is ended",
    against: "F07",
    file: "engine/src/race/stopLosers.ts",
    find: 'job.request.kind === "function" && job.running.work() === null',
    replace: "job.running.work() === null",
    by: "engine/test/unnamedWork.test.ts"
  },
  {
    name: "what nobody has seen goes by itself",
    against: "I8",
    file: "engine/src/model/retention.ts",
    find: "olderThanMillis: 30 * dayMillis,\n  includeUnread: false",
    replace: "olderThanMillis: 30 * dayMillis,\n  includeUnread: true",
    by: "engine/test/goesByItself.test.ts"
  },
  {
    name: "a job that is listed after a later one was told is told to nobody",
    against: "I8",
    file: "engine/src/settledJobs.ts",
    find: "const slackMillis = 5_000",
    replace: "const slackMillis = 0",
    by: "engine/test/settledJobs.test.ts"
  },
  {
    name: "a claim that stands although the store broke is left standing",
    against: "I5 F36",
    file: "engine/src/race/takeClaim.ts",
    find: "if (error === null) return true",
    replace: "if (error === null) return false",
    by: "engine/test/launchWindow.test.ts"
  }
]
