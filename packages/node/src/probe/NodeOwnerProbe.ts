import type { Evidence, OwnerIdentity } from "@job-lifecycle/engine"
import { OwnerProbe } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import { identifyProcess } from "./identifyProcess.ts"
import { judgeOwner } from "./judgeOwner.ts"
import { killedSince, readMemoryGroup } from "./memoryGroup.ts"
import { ownerIdentity, ownerOf } from "./ownerIdentity.ts"
import { ownThread } from "./ownThread.ts"
import { readProcess, readThread } from "./readProcess.ts"
import { readProcessScope } from "./readProcessScope.ts"
import { nativeTools } from "./tools/nativeTools.ts"
import { toolOwnerProbe } from "./tools/toolOwnerProbe.ts"

/** Looks at an owner in procfs. `look`: how its process is looked at. */
export const observeOwner = (owner: OwnerIdentity, look = readProcess): Evidence => {
  const recorded = ownerOf(owner)
  if (Result.isFailure(recorded)) return recorded.failure
  return judgeOwner(recorded.success, {
    scope: readProcessScope(),
    look,
    lookAtThread: readThread,
    outOfMemory: killedSince
  })
}

/** What tells a process from all others never changes while it lives, so one look is enough. */
const self = (): OwnerIdentity => {
  if (known !== null) return known
  const thread = ownThread()
  const value = { ...identifyProcess(process.pid), memory: readMemoryGroup() }
  const identity = ownerIdentity(typeof thread === "string" ? value : { ...value, thread })
  // A look that was refused is repeated: without its start ticks nobody can judge this owner.
  if (value.startTicks !== null && thread !== "Unknown") known = identity
  return identity
}

let known: OwnerIdentity | null = null

const procfsProbe = {
  self: Effect.sync(self),
  observe: (owner: OwnerIdentity) => Effect.sync(() => observeOwner(owner))
}

/**
 * Observes owners on this machine by their process identity, without signals: on Linux from procfs
 * and synchronously, on macOS and Windows from what their tools print (docs/platforms.md).
 *
 * **Details**: on every other system nothing can be known, and every answer is `Unknown` with that
 * reason: jobs there settle by their owners, or by the lost-deadline. What an owner in another pid
 * namespace or on another machine does cannot be seen from here either.
 */
export const NodeOwnerProbe = {
  layer: Layer.sync(OwnerProbe, () => {
    const tools = nativeTools()
    return tools === null ? procfsProbe : toolOwnerProbe(tools)
  })
}
