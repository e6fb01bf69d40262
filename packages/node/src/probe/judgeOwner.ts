import type { GoneReason } from "@job-lifecycle/engine"
import { Evidence } from "@job-lifecycle/engine"
import { judgeScope } from "./judgeScope.ts"
import type { MemoryGroup } from "./memoryGroup.ts"
import type { NodeOwner, OwnerThread } from "./NodeOwner.ts"
import { isDefunct, isFrozen } from "./parseStat.ts"
import type { ProcessScope } from "./ProcessScope.ts"
import type { ProcessSeen } from "./readProcess.ts"

/** PID_MAX_LIMIT of 64-bit kernels (proc_sys_kernel(5)): no process has a higher number. */
const highestOnLinux = 2 ** 22

/** What can be seen from here. `look` is asked only when the number means something here. */
export interface Seen {
  readonly scope: ProcessScope
  readonly look: (pid: number) => ProcessSeen
  readonly lookAtThread: (pid: number, tid: number) => ProcessSeen
  /** What can be said of kills for want of memory since the owner named itself. */
  readonly outOfMemory: (group: MemoryGroup | null) => string | null
}

/**
 * Decides what one look at an owner proves. Pure but for the looks.
 *
 * Law: `Gone` only when no living process of that identity could be seen so (I7
 * unknown-stays-unknown); the order is that of our measurements (machine, boot, namespaces,
 * then the row): each step is what makes the next one mean something.
 */
export const judgeOwner = (recorded: NodeOwner, seen: Seen): Evidence => {
  const examined = judgeRecorded(recorded, seen.scope, highestOnLinux)
  if (examined._tag !== "Examinable") return examined
  const ofProcess = judgeProcess(examined, seen.look(examined.pid))
  const { thread } = recorded
  const evidence =
    ofProcess._tag === "Alive" && thread !== undefined
      ? judgeThread(thread, seen.lookAtThread(examined.pid, thread.tid), ofProcess)
      : ofProcess
  if (evidence._tag !== "Gone") return evidence
  const hint = seen.outOfMemory(recorded.memory ?? null)
  return hint === null ? evidence : gone(evidence.reason, `${evidence.detail}; ${hint}`)
}

/** An owner whose number and start time mean something here. */
export interface Examinable {
  readonly _tag: "Examinable"
  readonly pid: number
  readonly startTicks: number
}

/** Decides whether there is anything to look at, and otherwise what that alone proves. Pure. */
export const judgeRecorded = (
  recorded: NodeOwner,
  here: ProcessScope,
  highestPid: number
): Evidence | Examinable => {
  const { pid, startTicks } = recorded
  if (!(pid >= 1 && pid <= highestPid)) return unknown(`${pid} is no process number`)
  const verdict = judgeScope(recorded, here)
  if (verdict !== null) return verdict
  if (startTicks === null) return unknown("it recorded no start time")
  return { _tag: "Examinable", pid, startTicks }
}

/** Decides what was seen of an owner whose number means something here. Pure. */
export const judgeProcess = ({ pid, startTicks }: Examinable, seen: ProcessSeen): Evidence => {
  switch (seen._tag) {
    case "Hidden":
      return unknown(`process ${pid}: ${seen.reason}`)
    case "Absent":
      return gone("Exited", `no process ${pid} exists any more`)
    case "Row":
      if (seen.stat.startTicks !== startTicks) {
        return gone("PidRecycled", `process ${pid} is another one, started at another time`)
      }
      if (isDefunct(seen.stat)) {
        return gone("Defunct", `process ${pid} is dead; its parent has not collected it`)
      }
      if (seen.ending) return gone("Exited", `process ${pid} has ended and is being cleared away`)
      return Evidence.Alive({ frozen: isFrozen(seen.stat) })
  }
}

/** Decides what was seen of an owner that is one thread of a living process. Pure. */
const judgeThread = (
  { startTicks, tid }: OwnerThread,
  seen: ProcessSeen,
  ofProcess: Evidence
): Evidence => {
  if (seen._tag === "Hidden") return unknown(`thread ${tid}: ${seen.reason}`)
  const lives = seen._tag === "Row" && seen.stat.startTicks === startTicks && !seen.ending
  return lives ? ofProcess : gone("Exited", `thread ${tid} has ended; its process goes on`)
}

const unknown = (reason: string) => Evidence.Unknown({ reason })

const gone = (reason: GoneReason, detail: string) => Evidence.Gone({ reason, detail })
