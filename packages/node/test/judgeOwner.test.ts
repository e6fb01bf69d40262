import { assert, describe, it } from "@effect/vitest"
import { judgeOwner } from "../src/probe/judgeOwner.ts"
import type { NodeOwner } from "../src/probe/NodeOwner.ts"
import { parseStat } from "../src/probe/parseStat.ts"
import type { ProcessScope } from "../src/probe/ProcessScope.ts"
import type { ProcessSeen } from "../src/probe/readProcess.ts"

const scope: ProcessScope = {
  machineId: "m1",
  bootId: "b1",
  pidNamespace: "pid:[1]",
  timeNamespace: "time:[1]",
  hostname: "h1"
}
const owner: NodeOwner = { pid: 4711, startTicks: 500, uid: 0, ...scope }

const row = (state: string, startTicks = 500, threads = 1, ending = false): ProcessSeen => ({
  _tag: "Row",
  stat: {
    pid: 4711,
    state,
    ppid: 1,
    group: 1,
    session: 1,
    threads,
    startTicks,
    kernel: false,
    exiting: ending
  },
  ending
})

const notAsked = (): never => {
  throw new Error("a thread was looked at")
}

const verdict = (
  recorded: NodeOwner,
  here: ProcessScope,
  seen: ProcessSeen | "not asked",
  ofThread: ProcessSeen | null = null
) => {
  const evidence = judgeOwner(recorded, {
    scope: here,
    outOfMemory: () => null,
    lookAtThread: () => ofThread ?? notAsked(),
    look: () => {
      if (seen === "not asked") throw new Error("it was looked at, though its number means nothing")
      return seen
    }
  })
  if (evidence._tag === "Alive") return evidence.frozen ? "Alive frozen" : "Alive"
  return evidence._tag === "Gone" ? `Gone ${evidence.reason}` : "Unknown"
}

describe("judgeOwner", () => {
  const scopes: ReadonlyArray<[string, Partial<NodeOwner>, Partial<ProcessScope>, string]> = [
    ["another machine is unknown", { machineId: "m2" }, {}, "Unknown"],
    [
      "another machine is unknown, even with another boot",
      { machineId: "m2", bootId: "b0" },
      {},
      "Unknown"
    ],
    ["another boot of the same machine is gone", { bootId: "b0" }, {}, "Gone Rebooted"],
    [
      "another boot is gone whatever namespace it was in",
      { bootId: "b0", pidNamespace: "pid:[2]" },
      {},
      "Gone Rebooted"
    ],
    [
      "another boot of a clone with another name is unknown",
      { bootId: "b0", hostname: "h2" },
      {},
      "Unknown"
    ],
    [
      "another boot without a recorded machine id is unknown",
      { bootId: "b0", machineId: null },
      {},
      "Unknown"
    ],
    [
      "another boot without our machine id is unknown",
      { bootId: "b0" },
      { machineId: null },
      "Unknown"
    ],
    ["where our own boot has no name nobody is gone by it", {}, { bootId: null }, "Unknown"],
    ["another pid namespace is unknown", { pidNamespace: "pid:[2]" }, {}, "Unknown"],
    ["another time namespace is unknown", { timeNamespace: "time:[2]" }, {}, "Unknown"],
    ["a time namespace that it could not read is unknown", { timeNamespace: null }, {}, "Unknown"],
    ["a time namespace that we cannot read is unknown", {}, { timeNamespace: null }, "Unknown"],
    ["an identity without a boot is unknown", { bootId: null }, {}, "Unknown"],
    ["an identity without a namespace is unknown", { pidNamespace: null }, {}, "Unknown"],
    ["an identity without a start time is unknown", { startTicks: null }, {}, "Unknown"],
    ["a system without procfs knows nothing", {}, { bootId: null, pidNamespace: null }, "Unknown"],
    ["a procfs of another namespace shows nothing", {}, { pidNamespace: null }, "Unknown"],
    ["the number 0 is unknown", { pid: 0 }, {}, "Unknown"],
    ["a negative number is unknown", { pid: -1 }, {}, "Unknown"],
    ["a number beyond the highest is unknown", { pid: 2 ** 22 + 1 }, {}, "Unknown"]
  ]
  for (const [title, recorded, here, expected] of scopes) {
    it(`${title}, and its number is not looked at`, () => {
      const found = verdict({ ...owner, ...recorded }, { ...scope, ...here }, "not asked")
      assert.strictEqual(found, expected)
    })
  }

  const rows: ReadonlyArray<[string, ProcessSeen, string]> = [
    ["no row and no such process", { _tag: "Absent" }, "Gone Exited"],
    ["a hidden row", { _tag: "Hidden", reason: "EACCES" }, "Unknown"],
    ["other start ticks", row("S", 501), "Gone PidRecycled"],
    ["other start ticks of a defunct process", row("Z", 501), "Gone PidRecycled"],
    ["a defunct process", row("Z"), "Gone Defunct"],
    ["a defunct process whose threads are all gone", row("Z", 500, 0), "Gone Defunct"],
    ["a main thread that ended before the others", row("Z", 500, 3), "Alive"],
    ["a process of which no thread runs any more", row("Z", 500, 3, true), "Gone Exited"],
    ["another process of which none does", row("Z", 501, 3, true), "Gone PidRecycled"],
    ["a dead process", row("X"), "Gone Defunct"],
    ["a stopped process", row("T"), "Alive frozen"],
    ["a traced process", row("t"), "Alive frozen"],
    ["a sleeping process", row("S"), "Alive"],
    ["a running process", row("R"), "Alive"],
    ["a process in the kernel", row("D"), "Alive"],
    ["an idle process", row("I"), "Alive"]
  ]
  it("a machine id that either of the two lacks says of no boot that it is another machine's", () => {
    const nameless = { machineId: null }
    assert.strictEqual(verdict({ ...owner, ...nameless }, scope, row("S")), "Alive")
    assert.strictEqual(verdict(owner, { ...scope, ...nameless }, row("S", 501)), "Gone PidRecycled")
  })

  for (const [title, seen, expected] of rows) {
    it(`${title}: ${expected}`, () => {
      assert.strictEqual(verdict(owner, scope, seen), expected)
    })
  }

  it("machine ids that neither side knows do not matter within one boot", () => {
    const unnamed = { machineId: null }
    assert.strictEqual(
      verdict({ ...owner, ...unnamed }, { ...scope, ...unnamed }, row("S")),
      "Alive"
    )
  })

  const thread: NodeOwner = { ...owner, thread: { tid: 4722, startTicks: 600 } }
  const hidden: ProcessSeen = { _tag: "Hidden", reason: "EACCES" }
  const threads: ReadonlyArray<readonly [string, ProcessSeen, ProcessSeen | null, string]> = [
    ["a thread of a living process lives", row("S"), row("S", 600), "Alive"],
    ["a thread of a stopped process is frozen", row("T"), row("T", 600), "Alive frozen"],
    ["a thread that is no more is gone", row("S"), { _tag: "Absent" }, "Gone Exited"],
    ["another thread of its number is another", row("S"), row("S", 601), "Gone Exited"],
    ["a thread that is ending is gone", row("S"), row("S", 600, 1, true), "Gone Exited"],
    ["a thread that cannot be seen is unknown", row("S"), hidden, "Unknown"],
    ["of a dead process no thread is looked at", { _tag: "Absent" }, null, "Gone Exited"],
    ["nor of one that cannot be seen", hidden, null, "Unknown"]
  ]
  for (const [title, ofProcess, ofThread, expected] of threads) {
    it(`${title}: ${expected}`, () =>
      assert.strictEqual(verdict(thread, scope, ofProcess, ofThread), expected))
  }

  it("the first process of a namespace is judged by its row like any other", () => {
    assert.strictEqual(verdict({ ...owner, pid: 1 }, scope, row("S")), "Alive")
  })
})

describe("parseStat", () => {
  const tail = "S 10 20 30 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 11 0 987654 1 2"
  it("a name with parentheses, blanks and newlines does not shift the fields", () => {
    for (const name of ["sh", "a) Z 1 (b", "x\n) R 1", "((("]) {
      const stat = parseStat(`4711 (${name}) ${tail}\n`)
      assert.deepStrictEqual(stat, {
        pid: 4711,
        state: "S",
        ppid: 10,
        group: 20,
        session: 30,
        threads: 11,
        startTicks: 987654,
        kernel: false,
        exiting: false
      })
    }
  })
  it("a thread that is ending says so in its flags", () => {
    const flags = (text: string) => parseStat(`4711 (sh) ${tail.replace("4194560", text)}`)?.exiting
    assert.deepStrictEqual([flags("4194564"), flags("12"), flags("8")], [true, true, false])
  })
  it("what is no stat line is nothing", () => {
    for (const text of ["", "4711", "4711 (sh) S 1", "x (y) z"]) assert.isNull(parseStat(text))
  })
})

describe("the evidence of a death", () => {
  it("adds to a proven death, and to nothing else, what the kernel did for want of memory", () => {
    const memory = { events: "/sys/fs/cgroup/a/memory.events", oomKills: 1 }
    const judged = (seen: ProcessSeen) =>
      judgeOwner(
        { ...owner, memory },
        {
          scope,
          look: () => seen,
          lookAtThread: notAsked,
          outOfMemory: (group) => (group === memory ? "the hint" : null)
        }
      )
    assert.deepInclude(judged({ _tag: "Absent" }), {
      _tag: "Gone",
      reason: "Exited",
      detail: "no process 4711 exists any more; the hint"
    })
    assert.deepEqual(judged(row("S")), { _tag: "Alive", frozen: false })
    assert.strictEqual(judged({ _tag: "Hidden", reason: "r" })._tag, "Unknown")
  })
})
