import type { OwnerIdentity } from "@job-lifecycle/engine"
import { Evidence, OwnerProbe } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { asWritten } from "../asWritten.ts"
import { identifyProcess } from "./identifyProcess.ts"
import { judgeOwner } from "./judgeOwner.ts"
import { killedSince, readMemoryGroup } from "./memoryGroup.ts"
import { NodeOwner, nodeScheme } from "./NodeOwner.ts"
import { readProcess } from "./readProcess.ts"
import { readProcessScope } from "./readProcessScope.ts"

const decode = Schema.decodeUnknownOption(NodeOwner)

const nodeOwnerOf = (value: unknown): NodeOwner | null =>
  asWritten.owner(value) ? (value as NodeOwner) : Option.getOrNull(decode(value))

const observe = (owner: OwnerIdentity): Evidence => {
  if (owner.scheme !== nodeScheme) {
    return Evidence.Unknown({
      reason: `its identity is of the scheme "${owner.scheme}", which this probe cannot judge`
    })
  }
  const recorded = nodeOwnerOf(owner.value)
  if (recorded === null) {
    return Evidence.Unknown({ reason: "its identity is not readable" })
  }
  return judgeOwner(recorded, {
    scope: readProcessScope(),
    look: readProcess,
    outOfMemory: killedSince
  })
}

/** What tells a process from all others never changes while it lives, so one look is enough. */
const self = (): OwnerIdentity => {
  if (known !== null) return known
  const value = { ...identifyProcess(process.pid), memory: readMemoryGroup() }
  const identity = { scheme: nodeScheme, label: `pid ${value.pid} on ${value.hostname}`, value }
  // A look that was refused is repeated: without its start ticks nobody can judge this owner.
  if (value.startTicks !== null) known = identity
  return identity
}

let known: OwnerIdentity | null = null

/**
 * Observes owners on this machine by their process identity, synchronously and without signals.
 *
 * **Details**: exact on Linux, from procfs. On macOS, Windows and every other system without procfs
 * nothing can be known yet, and every answer is `Unknown` with that reason: jobs there settle by
 * their owners, or by the lost-deadline. What an owner in another pid namespace or on another
 * machine does cannot be seen from here either.
 */
export const NodeOwnerProbe = {
  layer: Layer.succeed(OwnerProbe, {
    self: Effect.sync(self),
    observe: (owner: OwnerIdentity) => Effect.sync(() => observe(owner))
  })
}
