import type { Mutant } from "../Mutant.ts"

/** Taking one for another: an owner, a writer, a clock, a failure, a sign of life. */
export const mistaken: ReadonlyArray<Mutant> = [
  {
    name: "what a waiter saw of an earlier owner is held against the one who owns the job now",
    against: "I4",
    file: "engine/src/repair/reconcile.ts",
    find: "known !== null && owner !== null && isSameOwner(owner, known)",
    replace: "known !== null && owner !== null && isSameOwner !== null",
    by: "engine/test/madeAnew.test.ts"
  },
  {
    name: "a cancel that comes while an outcome is tried again is not looked for",
    against: "I9 F15",
    file: "engine/src/settling/settle.ts",
    find: "const standing = yield* retryBriefly(publish(store, id, ending, nonce))",
    replace:
      'const early = yield* store.standing(id, "cancel")\n  const deaf = { ...store, standing: (() => Effect.succeed(early)) as never }\n  const standing = yield* retryBriefly(publish(deaf, id, ending, nonce))',
    by: "engine/test/unheardCancel.test.ts"
  },
  {
    name: "a record that is made anew forgets the command that was named",
    against: "I8 F59",
    file: "engine/src/race/openJob.ts",
    find: "armLastGasp(job),\n        Effect.suspend(() => recordWork(heard))",
    replace: "armLastGasp(job),\n        Effect.void",
    by: "engine/test/madeAnew.test.ts"
  },
  {
    name: "a record that stands is said to have been removed",
    against: "I8 F59",
    file: "engine/src/settling/surviveRemoval.ts",
    find: "if (!(yield* isRemoved(id))) return false",
    replace: "yield* isRemoved(id)",
    by: "engine/test/madeAnew.test.ts"
  },
  {
    name: "the words of a claimant that lost are shown as the job's",
    against: "I10 F52",
    file: "engine/src/repair/jobOf.ts",
    find: "const progress = ownProgress(facts)",
    replace: "const { progress } = facts",
    by: "engine/test/rivalClaims.test.ts"
  },
  {
    name: "output that cannot be kept is not heard",
    against: "I11 F03 F36",
    file: "engine/src/race/runnerWords.ts",
    find: 'hear(heard.hearing, "output")\n',
    replace: "",
    by: "engine/test/storeTrouble.test.ts"
  },
  {
    name: "work is signalled whose owner is hidden and may live",
    against: "I7 F13",
    file: "engine/src/repair/orphanedWork.ts",
    find: 'if (owner._tag !== "Gone") {\n    // A living',
    replace: 'if (owner._tag === "Alive") {\n    // A living',
    by: "engine/test/onlyLooking.test.ts"
  },
  {
    name: "a reader that was stopped in the middle takes an owner for late",
    against: "I7 F48",
    file: "engine/src/repair/reconcile.ts",
    find: "yield* decide(facts, looked, now)",
    replace: "yield* decide(facts, looked, yield* Clock.currentTimeMillis)",
    by: "engine/test/onlyLooking.test.ts"
  },
  {
    name: "a reader runs the end hook of an owner that it cannot examine",
    against: "I7",
    file: "engine/src/repair/runEndHook.ts",
    find: 'observe(owner))._tag === "Gone"',
    replace: 'observe(owner))._tag !== "Alive"',
    by: "engine/test/endHook.test.ts"
  },
  {
    name: "the channel of an owner that was given up is cleared away",
    against: "I7",
    file: "engine/src/repair/reconcile.ts",
    find: 'evidence?._tag === "Gone" && isSaved(facts)',
    replace: "isSaved(facts)",
    by: "engine/test/reading.test.ts"
  },
  {
    name: "silence is measured on the wall clock",
    against: "I11 F48",
    file: "engine/src/endings/silence.ts",
    find: "const took = Number((yield* Clock.monotonicTimeNanos) - before) / 1e6",
    replace: "const took = (yield* Clock.currentTimeMillis) - Number(before) / 1e6",
    by: "engine/test/silence.test.ts"
  },
  {
    name: "whoever watches the client is never let go",
    against: "I12",
    file: "engine/src/race/runnerWords.ts",
    find: "Effect.forkIn(scope, { startImmediately: true })",
    replace: "Effect.forkDetach({ startImmediately: true })",
    by: "engine/test/boundedEndings.test.ts"
  },
  {
    name: "a watcher that breaks ends the job",
    against: "I11",
    file: "engine/src/race/raceEndings.ts",
    find: "        Effect.never\n",
    replace: "        Effect.die(cause)\n",
    by: "engine/test/brokenHost.test.ts"
  },
  {
    name: "a record that is made anew is not prepared for its owner's last instant",
    against: "I5 F59",
    file: "engine/src/race/openJob.ts",
    find: "armLastGasp(job),\n        Effect.suspend(() => recordWork(heard))",
    replace: "Effect.void,\n        Effect.suspend(() => recordWork(heard))",
    by: "engine/test/madeAnew.test.ts"
  },
  {
    name: "a reader that is no longer asked leaves a death unrecorded",
    against: "I5",
    file: "engine/src/settling/settle.ts",
    find: "}, Effect.uninterruptible)",
    replace: "}, Effect.interruptible)",
    by: "engine/test/storeTrouble.test.ts"
  },
  {
    name: "an event that a runner hands on is taken for a word of its work",
    against: "I11",
    file: "engine/src/race/Heard.ts",
    find: 'if (typeof what === "string") hearing.last = what',
    replace: "if (what !== undefined) hearing.last = what as string",
    by: "engine/test/wrongWords.test.ts"
  },
  {
    name: "the end of a client that is told with no text breaks its watcher",
    against: "I11 F02",
    file: "engine/src/endings/clientExit.ts",
    find: "shortened(reasonOf(yield* Deferred.await(client.gone)))",
    replace: "shortened((reasonOf, yield* Deferred.await(client.gone)))",
    by: "engine/test/wrongWords.test.ts"
  },
  {
    name: "an option that there is not is passed over",
    against: "F51",
    file: "engine/src/model/checkOptions.ts",
    find: "if (value !== undefined && !Object.hasOwn(known, name)) return Effect.fail(unknown(name, known))",
    replace: "if (value === unknown) return Effect.fail(unknown(name, known))",
    by: "engine/test/wrongOptions.test.ts"
  }
]
