import type { NodeOwner } from "./NodeOwner.ts"
import { readProcess } from "./readProcess.ts"
import { readProcessScope } from "./readProcessScope.ts"

/**
 * Makes the identity of a process of our own namespace that is certainly the one meant: this
 * process, or a child that we have not waited for yet (its number cannot be given away before).
 */
export const identifyProcess = (pid: number): NodeOwner => {
  const scope = readProcessScope()
  const seen = scope.pidNamespace === null ? null : readProcess(pid)
  return {
    pid,
    startTicks: seen?._tag === "Row" ? seen.stat.startTicks : null,
    uid: process.getuid?.() ?? null,
    ...scope
  }
}
