import type { Mutant } from "../Mutant.ts"

const judge = "node/test/judgeOwner.test.ts"
const collect = "node/test/collect.test.ts"
const stop = "node/test/stopWork.test.ts"

/** Mistakes in who is taken for alive, and in what is signalled. */
export const processes: ReadonlyArray<Mutant> = [
  {
    name: "a thread that has ended lives as long as its process",
    against: "I5 F01",
    file: "node/src/probe/judgeOwner.ts",
    find: 'ofProcess._tag === "Alive" && thread !== undefined',
    replace: 'ofProcess._tag !== "Alive" && thread !== undefined',
    by: judge
  },
  {
    name: "the start time of a process is not compared",
    against: "I7 F25",
    file: "node/src/probe/judgeOwner.ts",
    find: "if (seen.stat.startTicks !== startTicks) {",
    replace: "if (seen.stat.startTicks === -1) {",
    by: judge
  },
  {
    name: "a defunct process is alive",
    against: "I5 F28",
    file: "node/src/probe/judgeOwner.ts",
    find: "if (isDefunct(seen.stat)) {",
    replace: "if (isDefunct === undefined) {",
    by: judge
  },
  {
    name: "a process whose row is hidden is gone",
    against: "I7 F27",
    file: "node/src/probe/judgeOwner.ts",
    find: "return unknown(`process ${pid}: ${seen.reason}`)",
    replace: 'return gone("Exited", `process ${pid}: ${seen.reason}`)',
    by: judge
  },
  {
    name: "a number that can be no process's is looked for",
    against: "I6 F55",
    file: "node/src/probe/judgeOwner.ts",
    find: "if (!(pid >= 1 && pid <= highestPid)) return unknown(`${pid} is no process number`)",
    replace: "",
    by: judge
  },
  {
    name: "a refused signal proves a death (EPERM)",
    against: "I7 F27",
    file: "node/src/probe/readProcess.ts",
    find: 'if (codeOf(error) === "ESRCH") return { _tag: "Absent" }',
    replace: 'if (codeOf(error) !== "") return { _tag: "Absent" }',
    by: "node/test/tools/toolOwnerProbe.contract.test.ts"
  },
  {
    name: "a number of an earlier boot means something",
    against: "I6 F25",
    file: "node/src/probe/judgeScope.ts",
    find: "if (recorded.bootId !== here.bootId) return judgeOtherBoot(recorded, here)",
    replace: "",
    by: judge
  },
  {
    name: "another machine is this one, started anew",
    against: "I7 F29",
    file: "node/src/probe/judgeScope.ts",
    find: "if (differs(recorded.machineId, here.machineId)) {",
    replace: "if (differs === undefined) {",
    by: judge
  },
  {
    name: "a clone with our machine id is this machine, started anew",
    against: "I7 F29",
    file: "node/src/probe/judgeScope.ts",
    find: "if (recorded.hostname !== here.hostname) {",
    replace: "if (here === undefined) {",
    by: judge
  },
  {
    name: "a number of another namespace means something",
    against: "I7 F29",
    file: "node/src/probe/judgeScope.ts",
    find: "if (recorded.pidNamespace !== here.pidNamespace) {",
    replace: "if (here === undefined) {",
    by: judge
  },
  {
    name: "a process is recognised by its number alone",
    against: "I6 F26",
    file: "node/src/stopping/collect.ts",
    find: "row.pid === key.pid && row.startTicks === key.startTicks",
    replace: "row.pid === key.pid",
    by: collect
  },
  {
    name: "a group is signalled that nothing proves to be ours",
    against: "I6 F26",
    file: "node/src/stopping/collect.ts",
    find: "const proven = inside.some((row) => isKnownByItself(row, target))",
    replace: "const proven = true",
    by: collect
  },
  {
    name: "a group is signalled that we did not make",
    against: "I6 F13",
    file: "node/src/stopping/collect.ts",
    find: "leader === null || !leader.leadsGroup || leader.pid <= 1",
    replace: "leader === null || leader.pid <= 1",
    by: collect
  },
  {
    name: "process 1 is signalled",
    against: "I6 F55",
    file: "node/src/stopping/collect.ts",
    find: "if (row.pid > 1 && row.pid !== target.self)",
    replace: "if (row.pid !== target.self)",
    by: collect
  },
  {
    name: "whoever cancels signals its own ancestors",
    against: "I6 F16",
    file: "node/src/stopping/collect.ts",
    find: "members: alive.filter((row) => !ancestors.has(row.pid)),",
    replace: "members: alive,",
    by: collect
  },
  {
    name: "another job's command is signalled with ours",
    against: "I6 F09",
    file: "node/src/stopping/collect.ts",
    find: "if (isOtherJob(child, parent, target.token)) continue",
    replace: "",
    by: collect
  },
  {
    name: "the trail to a grandchild is lost with its parent",
    against: "I6 F13",
    file: "node/src/stopping/workHunt.ts",
    find: "for (const row of [...found.members, ...found.spared]) known.set(keyOf(row), row)",
    replace: "",
    by: stop
  },
  {
    name: "a tree is killed after one quiet look",
    against: "second fact F13",
    file: "node/src/stopping/killWork.ts",
    find: "still < 2",
    replace: "still < 1",
    by: stop
  },
  {
    name: "a tree is killed without being held",
    against: "second fact F13",
    file: "node/src/stopping/killWork.ts",
    find: 'yield* hunt.signal(fresh, "SIGSTOP")\n',
    replace: "",
    by: stop
  },
  {
    name: "what does not hear a request is never killed",
    against: "second fact F13",
    file: "node/src/stopping/NodeWorkStopper.ts",
    find: "yield* killWork(hunt, after)\n",
    replace: "",
    by: stop
  },
  {
    name: "what was stopped is asked and cannot hear",
    against: "second fact F28",
    file: "node/src/stopping/NodeWorkStopper.ts",
    find: 'yield* hunt.signal(before.members, "SIGTERM", "SIGCONT")',
    replace: 'yield* hunt.signal(before.members, "SIGTERM")',
    by: stop
  },
  {
    name: "what was killed is told to have stopped, unseen",
    against: "second fact F16",
    file: "node/src/stopping/NodeWorkStopper.ts",
    find: "return (yield* awaitGone(hunt, marginMillis)).state",
    replace: 'return "Stopped" as const',
    by: stop
  },
  {
    name: "what hides has stopped",
    against: "I7 F27",
    file: "node/src/stopping/workHunt.ts",
    find: 'onSome: () => nobody("Unknown")',
    replace: "onSome: () => seen",
    by: stop
  },
  {
    name: "work of another place is looked for here",
    against: "I6 F29",
    file: "node/src/stopping/aim.ts",
    find: "if (verdict !== null || startTicks === null)",
    replace: "if (startTicks === null)",
    by: stop
  },
  {
    name: "another copy of us in the process is taken for the host",
    against: "F07",
    file: "node/src/signals/terminationPeriod.ts",
    find: "alone: process.listeners(name).every(isOurs)",
    replace: "alone: process.listenerCount(name) === 1",
    by: "node/test/NodeTerminationSignals.test.ts"
  },
  {
    name: "a table that cannot be read says that nobody is left",
    against: "I7 F16",
    file: "node/src/stopping/NodeWorkStopper.ts",
    find: "members.length === 0 && !unread",
    replace: "members.length === 0",
    by: "node/test/unreadTable.test.ts"
  },
  {
    name: "whoever started in the same instant is taken for the leader",
    against: "I6 F25",
    file: "node/src/stopping/collect.ts",
    find: "key !== null && row.pid === key.pid &&",
    replace: "key !== null &&",
    by: collect
  },
  {
    name: "only the parent of the caller is spared",
    against: "I6 F55",
    file: "node/src/stopping/collect.ts",
    find: "\n    pid = parents.get(pid)",
    replace: "",
    by: collect
  },
  {
    name: "of several children of one parent the first alone is found",
    against: "second fact F30",
    file: "node/src/stopping/collect.ts",
    find: "else siblings.push(row)",
    replace: "else continue",
    by: collect
  },
  {
    name: "a reader whose boot has no name takes others for rebooted",
    against: "I7 F27",
    file: "node/src/probe/judgeScope.ts",
    find: "here.bootId === null || here.pidNamespace === null",
    replace: "here.pidNamespace === null",
    by: judge
  },
  {
    name: "a process whose threads one listing shows to end has ended",
    against: "I4 F28",
    file: "node/src/probe/everyThreadEnds.ts",
    find: "![...first].every(seen.ends)",
    replace: "![...first].some(seen.ends)",
    by: "node/test/everyThreadEnds.test.ts"
  },
  {
    name: "whoever has the number of work is the work",
    against: "second fact F25",
    file: "node/src/stopping/ProcfsProcessTable.ts",
    find: 'const same = seen._tag === "Row" && seen.stat.startTicks === startTicks',
    replace: 'const same = seen._tag === "Row"',
    by: "node/test/ProcfsProcessTable.test.ts"
  },
  {
    name: "whoever asks whether a process runs keeps a descriptor of it",
    against: "F36",
    file: "node/src/store/isRunning.ts",
    find: "realFs.closeSync(fd)",
    replace: "",
    by: "node/test/tidying.test.ts"
  },
  {
    name: "what a record keeps is not asked for while a tool rests",
    against: "I5 I7",
    file: "node/src/probe/tools/identifyByTools.ts",
    find: "() => anew.row(pid)",
    replace: "() => row(pid)",
    by: "node/test/tools/slowTools.test.ts"
  },
  {
    name: "what a terminal that has hung up refuses is output that was lost",
    against: "F07",
    file: "node/src/writeTo.ts",
    find: '(code === "EIO" && fd !== undefined && isCharacterDevice(fd))',
    replace: "false",
    by: "node/test/writeTo.test.ts"
  }
]
