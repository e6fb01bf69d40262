import type { Mutant } from "../Mutant.ts"

/** Mistakes of those who look: readers and waiters, and of who settles what they find. */
export const reading: ReadonlyArray<Mutant> = [
  {
    name: "an empty log is taken for output",
    against: "F36 F44",
    file: "node/src/store/readFacts.ts",
    find: " || (stat.size === 0 && stat.isFile())",
    replace: "",
    by: "node/test/FileJobStore.log.test.ts"
  },
  {
    name: "the record is not read again after the look at its owner",
    against: "I9 F41",
    file: "engine/src/repair/reconcile.ts",
    find: 'if (early === null && evidence !== null && evidence._tag !== "Alive") {\n      facts = yield* store.facts(id)\n    }',
    replace: "",
    by: "engine/test/aroundTheOutcome.test.ts"
  },
  {
    name: "a job is ended unclaimed without taking the claim's name",
    against: "I4 F06",
    file: "engine/src/repair/reconcile.ts",
    find: "(yield* voidClaim(facts.id, outcome).pipe(",
    replace:
      '(yield* Effect.succeed({ _tag: "Void" as const, nonce: "", voidedAt: 0, outcome }).pipe('
  },
  {
    name: "an owner that claimed first is ended as never started",
    against: "I4 F05",
    file: "engine/src/repair/reconcile.ts",
    find: 'if (claim._tag === "Owned") return "ClaimedMeanwhile" as const',
    replace:
      'if (claim._tag === "Owned") return yield* record(facts, { outcome, result: undefined }, "Stopped")'
  },
  {
    name: "whoever ends an unclaimed job does not look who claimed it",
    against: "I4 F05",
    file: "engine/src/settling/voidClaim.ts",
    find: 'return published._tag === "Won" ? mine : published.value',
    replace: "return mine"
  },
  {
    name: "a claim that cannot be read is none",
    against: "I7 F17",
    file: "engine/src/repair/lostClaim.ts",
    find: '["claim", "work", "result"]',
    replace: '["work", "result"]',
    by: "engine/test/reading.test.ts"
  },
  {
    name: "a claim that is gone is none, though its owner has started something",
    against: "I4",
    file: "engine/src/repair/lostClaim.ts",
    find: "(work !== null ||",
    replace: "(false ||",
    by: "engine/test/lostClaim.test.ts"
  },
  {
    name: "the work of an owner that cannot be seen is told to have stopped",
    against: "I7 F30",
    file: "engine/src/repair/orphanedWork.ts",
    find: 'claim?._tag !== "Owned") return Effect.succeed("Unknown")',
    replace: 'claim?._tag !== "Owned") return Effect.succeed("Stopped")',
    by: "engine/test/reading.test.ts"
  },
  {
    name: "a dead owner is dead work",
    against: "second fact F30",
    file: "engine/src/model/workAfterOwner.ts",
    find: 'if (request.kind === "command" || work !== null) return "Running"',
    replace: ""
  },
  {
    name: "work that was asked to end is told to have stopped",
    against: "second fact F16",
    file: "engine/src/repair/orphanedWork.ts",
    find: 'if (state !== "Stopped") return { ...facts, settlement: { ...settlement, work: state } }\n',
    replace: ""
  },
  {
    name: "work that is to be left alone is stopped",
    against: "I6",
    file: "engine/src/repair/orphanedWork.ts",
    find: 'const leave = orphans === "leave" || isLeft(facts)',
    replace: 'const leave = orphans === "leave"',
    by: "engine/test/adopt.test.ts"
  },
  {
    name: "a command that was just forked and nobody sees has stopped",
    against: "I4",
    file: "engine/src/repair/orphanedWork.ts",
    find: 'mayAppear && isUnnamed(facts) ? "Running" : "Stopped"',
    replace: '"Stopped"',
    by: "engine/test/unnamedWork.test.ts"
  },
  {
    name: "the grace of an orphan is counted from when its last gasp was prepared",
    against: "I11 F36",
    file: "engine/src/repair/orphanedWork.ts",
    find: "sinceMillis >= 0 && !isAsPrepared(settlement)",
    replace: "sinceMillis >= 0",
    by: "engine/test/workStopped.test.ts"
  },
  {
    name: "work that was named between a reading and the look at its owner is not known",
    against: "I7 F41",
    file: "engine/src/repair/orphanedWork.ts",
    find: 'const again = owner._tag === "Gone" && read.work === null',
    replace: "const again = false",
    by: "engine/test/workStopped.test.ts"
  },
  {
    name: "a result that cannot be read keeps what the host knows from being settled",
    against: "I5 F37",
    file: "engine/src/repair/recoverOutcome.ts",
    find: 'if (facts.unreadable.includes("result")) return { outcome: orphaned, result: undefined }',
    replace: "",
    by: "engine/test/aroundTheOutcome.test.ts"
  },
  {
    name: "an orphan's command is killed without its grace",
    against: "I11",
    file: "engine/src/repair/orphanedWork.ts",
    find: "const kill = sinceMillis > graceMillis",
    replace: "const kill = true",
    by: "engine/test/deadOwner.test.ts"
  },
  {
    name: "a job whose work runs on leaves the active ones",
    against: "second fact F30",
    file: "engine/src/settling/enterInListing.ts",
    find: 'active: settlement.work !== "Stopped" && !workStopped',
    replace: "active: false",
    by: "engine/test/adopt.test.ts"
  },
  {
    name: "a job that this read settled is not shown by it",
    against: "I3 F40",
    file: "engine/src/list.ts",
    find: "...open.jobs.filter(mine),",
    replace: '...open.jobs.filter(mine).filter(({ state }) => state._tag !== "Settled"),',
    by: "engine/test/reading.test.ts"
  },
  {
    name: "one job that cannot be read hides the others",
    against: "I8 F17",
    file: "engine/src/repair/readAll.ts",
    find: 'else if (error._tag === "JobDamaged") damaged.push(error)',
    replace: 'else if (error._tag === "JobDamaged") throw error',
    by: "engine/test/reading.test.ts"
  },
  {
    name: "a waiter looks only when the record changes",
    against: "I5 F01",
    file: "engine/src/watching/signs.ts",
    find: "watchOwner(id, lookNow)",
    replace: "watchOwner(id, () => {})",
    by: "engine/test/watching.test.ts"
  },
  {
    name: "a job whose work was seen to stop leaves the active ones before that is on record",
    against: "I5 F36",
    file: "engine/src/repair/readActive.ts",
    find: "(yield* hasWorkStopped(id))",
    replace: "true",
    by: "engine/test/workStopped.test.ts"
  },
  {
    name: "an owner tries for ever to record what is there and cannot be read",
    against: "I12",
    file: "engine/src/settling/recordWorkStopped.ts",
    find: "Effect.catchIf(isThereUnread, () => Effect.void)",
    replace: "(published) => published",
    by: "engine/test/workStopped.test.ts"
  },
  {
    name: "whoever runs a job is there for it alone",
    against: "I6",
    file: "engine/src/run.ts",
    find: "options.dedicated ?? false",
    replace: "options.dedicated ?? true",
    by: "engine/test/unheardCancel.test.ts"
  },
  {
    name: "whoever owns a submitted job is there for it alone",
    against: "I6",
    file: "engine/src/own.ts",
    find: "options.dedicated ?? false",
    replace: "options.dedicated ?? true",
    by: "engine/test/unheardCancel.test.ts"
  }
]
