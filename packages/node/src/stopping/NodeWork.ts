import type { WorkIdentity } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { asWritten } from "../asWritten.ts"
import { identifyProcess } from "../probe/identifyProcess.ts"
import { NodeOwner, nodeScheme } from "../probe/NodeOwner.ts"
import { identifyByTools } from "../probe/tools/identifyByTools.ts"
import { nativeTools } from "../probe/tools/nativeTools.ts"

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

const decode = Schema.decodeUnknownOption(NodeWork)

/** What a record says of the process that was started; null when it says nothing to us. */
export const nodeWorkOf = ({ scheme, value }: WorkIdentity): NodeWork | null => {
  if (scheme !== nodeScheme) return null
  return asWritten.child(value) ? (value as NodeWork) : Option.getOrNull(decode(value))
}

interface Child {
  readonly pid: number
  readonly leadsGroup: boolean
  /** What it runs, for people. */
  readonly name: string
}

/** Names a child that was just started and has not been waited for, from procfs: Linux alone. */
export const identifyWork = (child: Child): WorkIdentity =>
  workIdentity(identifyProcess(child.pid), child)

/** Names a child that was just started, by whatever this system shows it. */
export const identifyStarted = (child: Child): Effect.Effect<WorkIdentity> => {
  const tools = nativeTools()
  if (tools === null) return Effect.sync(() => identifyWork(child))
  return Effect.map(identifyByTools(tools, child.pid), (owner) => workIdentity(owner, child))
}

const workIdentity = (owner: NodeOwner, { leadsGroup, name, pid }: Child): WorkIdentity => {
  const value: NodeWork = { ...owner, leadsGroup }
  return { scheme: nodeScheme, label: `${name} (pid ${pid})`, value }
}
