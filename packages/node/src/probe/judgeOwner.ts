import type { GoneReason } from "@job-lifecycle/engine"
import { Evidence } from "@job-lifecycle/engine"
import { judgeScope } from "./judgeScope.ts"
import type { MemoryGroup } from "./memoryGroup.ts"
import type { NodeOwner } from "./NodeOwner.ts"
import { isDefunct, isFrozen } from "./parseStat.ts"
import type { ProcessScope } from "./ProcessScope.ts"
import type { ProcessSeen } from "./readProcess.ts"

/** PID_MAX_LIMIT of 64-bit kernels (proc_sys_kernel(5)): no process has a higher number. */
const highestPid = 2 ** 22

/** What can be seen from here. `look` is asked only when the number means something here. */
export interface Seen {
  readonly scope: ProcessScope
  readonly look: (pid: number) => ProcessSeen
  /** What can be said of kills for want of memory since the owner named itself. */
  readonly outOfMemory: (group: MemoryGroup | null) => string | null
}

/**
 * Decides what one look at an owner proves. Pure but for `look`.
 *
 * Law: `Gone` only when no living process of that identity could be seen so (I7
 * unknown-stays-unknown); the order is that of our measurements (machine, boot, namespaces,
 * then the row): each step is what makes the next one mean something.
 */
export const judgeOwner = (recorded: NodeOwner, seen: Seen): Evidence => {
  if (!(recorded.pid >= 1 && recorded.pid <= highestPid)) {
    return unknown(`${recorded.pid} is no process number`)
  }
  const verdict = judgeScope(recorded, seen.scope)
  if (verdict !== null) return verdict
  if (recorded.startTicks === null) return unknown("it recorded no start time")
  const evidence = judgeProcess(recorded.pid, recorded.startTicks, seen.look(recorded.pid))
  if (evidence._tag !== "Gone") return evidence
  const hint = seen.outOfMemory(recorded.memory ?? null)
  return hint === null ? evidence : gone(evidence.reason, `${evidence.detail}; ${hint}`)
}

const judgeProcess = (pid: number, startTicks: number, seen: ProcessSeen): Evidence => {
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

const unknown = (reason: string) => Evidence.Unknown({ reason })

const gone = (reason: GoneReason, detail: string) => Evidence.Gone({ reason, detail })
