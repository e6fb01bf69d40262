import type { InvalidRequest, Wanted, WorkIdentity } from "@job-lifecycle/engine"
import { checkOptions, flag, text } from "@job-lifecycle/engine"
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

/** A child as `spawn` answers it: without a pid where it could not be started. */
type Spawned = Omit<Child, "pid"> & { readonly pid: number | undefined }

/** Names a child that was just started and has not been waited for, from procfs: Linux alone. */
export const identifyWork = (child: Child): WorkIdentity =>
  workIdentity(identifyProcess(child.pid), child)

/**
 * Names a child that was just started, by whatever this system shows it. One without a pid was not started,
 * and is refused: nobody could ever say of it that it has stopped.
 */
export const identifyStarted = (child: Spawned): Effect.Effect<WorkIdentity, InvalidRequest> =>
  Effect.andThen(
    Effect.suspend(() => checkOptions(child, startedChild)),
    Effect.suspend(() => identifyRunning(child as Child))
  )

/** Names a child that certainly has a pid. */
export const identifyRunning = (child: Child): Effect.Effect<WorkIdentity> => {
  const tools = nativeTools()
  if (tools === null) return Effect.sync(() => identifyWork(child))
  return Effect.map(identifyByTools(tools, child.pid), (owner) => workIdentity(owner, child))
}

const startedChild = {
  pid: {
    // Nothing that we could start has a number below 2, and nothing is ever signalled by one.
    is: (value) => Number.isSafeInteger(value) && (value as number) > 1,
    words: `the pid of a child that was started. One without a pid was not: its "error" event says why`,
    needed: true
  },
  leadsGroup: { ...flag, needed: true },
  name: { ...text, needed: true }
} satisfies { readonly [Name in keyof Child]: Wanted }

const workIdentity = (owner: NodeOwner, { leadsGroup, name, pid }: Child): WorkIdentity => {
  const value: NodeWork = { ...owner, leadsGroup }
  return { scheme: nodeScheme, label: `${name} (pid ${pid})`, value }
}
