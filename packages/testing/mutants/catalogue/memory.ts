import type { Mutant } from "../Mutant.ts"

const suite = "engine/test/MemoryJobStore.test.ts"

/** Mistakes in the store in memory. */
export const memory: ReadonlyArray<Mutant> = [
  {
    name: "the store in memory lets the last one win",
    against: "I2 F41",
    file: "engine/src/memory/MemoryJobStore.ts",
    find: "if (first !== null) return answer(first, recorded)",
    replace: ""
  },
  {
    name: "the store in memory takes every indexed job out of the active ones",
    against: "I8 F30",
    file: "engine/src/memory/MemoryJobStore.ts",
    find: "if (!options.active && active.delete(id)) activeChanged()",
    replace: "if (active.delete(id)) activeChanged()",
    by: suite
  },
  {
    name: "the store in memory does not see the claim of a submission",
    against: "I4 F52",
    file: "engine/src/memory/MemoryJob.ts",
    find: 'fact === "claim" ? (createdOf(job).claim ?? job.facts.get(fact)) : job.facts.get(fact)',
    replace: "job.facts.get(fact)",
    by: suite
  },
  {
    name: "the store in memory takes a lost reply for a lost race",
    against: "I2",
    file: "engine/src/memory/MemoryJob.ts",
    find: "return same ? Won : Standing(first)",
    replace: "return Standing(first)",
    by: suite
  },
  {
    name: "a renewal does not end a doubt in the store in memory",
    against: "I4 F48",
    file: "engine/src/memory/MemoryJobStore.ts",
    find: "job.doubt = null",
    replace: "",
    by: suite
  },
  {
    name: "the store in memory records a fact of a job that is removed meanwhile",
    against: "I8",
    file: "engine/src/memory/MemoryJobStore.ts",
    find: "found(id, (job) => publish(id, job, fact, value))",
    replace:
      "Effect.flatMap(found(id, (job) => job), (job) => Effect.sync(() => publish(id, job, fact, value)))",
    by: "engine/test/MemoryJobStore.test.ts"
  }
]
