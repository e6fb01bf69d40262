import type { Mutant } from "../Mutant.ts"

/** Mistakes of those who look: readers, waiters, pruners, and whoever runs an end hook. */
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
    file: "engine/src/settling/settle.ts",
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
    file: "engine/src/list.ts",
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
    name: "unread jobs are pruned like others",
    against: "I8 F19",
    file: "engine/src/prune.ts",
    find: "const includeUnread = options.includeUnread ?? false",
    replace: "const includeUnread = options.includeUnread ?? true"
  },
  {
    name: "jobs are pruned by what was seen of them before",
    against: "I8 F19",
    file: "engine/src/prune.ts",
    find: "store.remove(id, (facts) => isAsJudged(policy, facts, job))",
    replace: "store.remove(id, () => true)",
    by: "engine/test/prune.test.ts"
  },
  {
    name: "a job is pruned whose owner was given up and may live",
    against: "I8 F19",
    file: "engine/src/model/retention.ts",
    find: 'if (settlement.settledBy === "Reader") return "OwnerNotGone"',
    replace: "",
    by: "engine/test/retention.test.ts"
  },
  {
    name: "an owner has no time for its last word before its job is pruned",
    against: "I8 F19",
    file: "engine/src/model/retention.ts",
    find: 'if (now - settlement.settledAt < lastWordMillis) return "JustEnded"',
    replace: "",
    by: "engine/test/retention.test.ts"
  },
  {
    name: "an end hook runs once for each who comes",
    against: "I9",
    file: "engine/src/repair/runEndHook.ts",
    find: 'if ((yield* store.publishOnce(id, "hookStarted", started))._tag !== "Won") return',
    replace: 'yield* store.publishOnce(id, "hookStarted", started)',
    by: "engine/test/endHook.test.ts"
  },
  {
    name: "nobody runs the end hook of a lost job",
    against: "I9",
    file: "engine/src/repair/runEndHook.ts",
    find: ' || state.settlement.outcome._tag === "Lost"',
    replace: "",
    by: "engine/test/endHook.test.ts"
  },
  {
    name: "a reader runs the end hook of an owner that lives",
    against: "I9",
    file: "engine/src/repair/runEndHook.ts",
    find: 'return (yield* (yield* OwnerProbe).observe(owner))._tag === "Gone"',
    replace: "return true",
    by: "engine/test/endHook.test.ts"
  },
  {
    name: "a cancel signals first and asks afterwards",
    against: "I9 F14",
    file: "engine/src/cancel.ts",
    find: 'if (before.state._tag !== "Settled") yield* publishIntent(id, request)',
    replace:
      'const first = (yield* store.facts(id)).claim\n    if (before.state._tag === "Running" && first?._tag === "Owned") yield* force(before, first, grace)\n    if (before.state._tag !== "Settled") yield* publishIntent(id, request)',
    by: "engine/test/unheardCancel.test.ts"
  },
  {
    name: "a cancel signals an owner that has other work",
    against: "I6 F26",
    file: "engine/src/cancel.ts",
    find: "includesOwner: claim.dedicated }",
    replace: "includesOwner: true }"
  },
  {
    name: "a cancel does not look whether the work stopped",
    against: "second fact F16",
    file: "engine/src/cancel.ts",
    find: 'if (found !== "Running") return asFound(found)',
    replace: "if (found !== undefined) return { found, work: 'Stopped' as const }",
    by: "engine/test/adopt.test.ts"
  },
  {
    name: "a cancel leaves its owner no time to settle",
    against: "I11 F14",
    file: "engine/src/cancel.ts",
    find: "yield* untilOwnerSettles(claimed, grace)\n",
    replace: "",
    by: "engine/test/unheardCancel.test.ts"
  },
  {
    name: "a cancel does not wait for a shared owner whose work it has stopped",
    against: "I11 F14",
    file: "engine/src/cancel.ts",
    find: 'if (state === "Stopped" && !claim.dedicated) {',
    replace: 'if (state === "Unknown" && !claim.dedicated) {',
    by: "engine/test/cancelling.test.ts"
  },
  {
    name: "a cancel forgets the function whose process it has killed",
    against: "second fact F16",
    file: "engine/src/cancel.ts",
    find: 'const work = seen === "Stopped" && job.state._tag === "Settled" ? job.state.work : seen',
    replace: "const work = seen",
    by: "engine/test/cancelling.test.ts"
  },
  {
    name: "a job whose work was seen to stop leaves the active ones before that is on record",
    against: "I5 F36",
    file: "engine/src/list.ts",
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
    name: "a dry run of a prune clears leavings away",
    against: "I8",
    file: "engine/src/prune.ts",
    find: "dryRun ? 0 : yield* sweptBeside",
    replace: "yield* sweptBeside",
    by: "engine/test/prune.test.ts"
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
