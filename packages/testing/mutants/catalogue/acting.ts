import type { Mutant } from "../Mutant.ts"

/** Mistakes of those who act on a job from outside: whoever cancels it, prunes it, or runs its end hook. */
export const acting: ReadonlyArray<Mutant> = [
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
    find: 'const work = left === "Stopped" && job.state._tag === "Settled" ? job.state.work : left',
    replace: "const work = left",
    by: "engine/test/cancelling.test.ts"
  },
  {
    name: "a dry run of a prune clears leavings away",
    against: "I8",
    file: "engine/src/prune.ts",
    find: "dryRun ? 0 : yield* sweptBeside",
    replace: "yield* sweptBeside",
    by: "engine/test/prune.test.ts"
  }
]
