import type { WorkIdentity } from "@job-lifecycle/engine"
import * as Schema from "effect/Schema"
import { identifyProcess } from "../probe/identifyProcess.ts"
import { NodeOwner, nodeScheme } from "../probe/NodeOwner.ts"

/**
 * Names the process that an owner started, in the same words as an owner. Group and session count
 * as the job's only if we created them: in the foreground they are the user's own.
 */
export const NodeWork = Schema.Struct({
  ...NodeOwner.fields,
  /** It was started as the leader of a session, and so of a group, of its own (setsid(2)). */
  leadsGroup: Schema.Boolean
})
export type NodeWork = typeof NodeWork.Type

/** Names a child that was just started and has not been waited for. */
export const identifyWork = (child: {
  readonly pid: number
  readonly leadsGroup: boolean
  /** What it runs, for people. */
  readonly name: string
}): WorkIdentity => {
  const value: NodeWork = { ...identifyProcess(child.pid), leadsGroup: child.leadsGroup }
  return { scheme: nodeScheme, label: `${child.name} (pid ${child.pid})`, value }
}
