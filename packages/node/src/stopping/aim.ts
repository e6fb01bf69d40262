import type { OwnerIdentity, WorkIdentity, WorkTarget } from "@job-lifecycle/engine"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { judgeScope } from "../probe/judgeScope.ts"
import { NodeOwner, nodeScheme } from "../probe/NodeOwner.ts"
import type { ProcessScope } from "../probe/ProcessScope.ts"
import type { CollectTarget } from "./collect.ts"
import { NodeWork } from "./NodeWork.ts"

/** What a target means on this system. */
export type Aim =
  | { readonly _tag: "Here"; readonly target: Omit<CollectTarget, "known"> }
  /** It belonged to an earlier boot: nothing of it can run. */
  | { readonly _tag: "Rebooted" }
  /** It cannot be examined from here, and nothing may be signalled. */
  | { readonly _tag: "Elsewhere" }

const decodeWork = Schema.decodeUnknownOption(NodeWork)
const decodeOwner = Schema.decodeUnknownOption(NodeOwner)

/** Translates a target of the engine into process keys of our own scope. Pure. */
export const aim = (
  { includesOwner, owner, token, work }: WorkTarget,
  here: { readonly scope: ProcessScope; readonly self: number }
): Aim => {
  const ownerHere = place(owner, decodeOwner, here.scope)
  const workHere = place(work, decodeWork, here.scope)
  if (ownerHere === "Elsewhere" || workHere === "Elsewhere") return { _tag: "Elsewhere" }
  if (ownerHere === "Rebooted" || workHere === "Rebooted") return { _tag: "Rebooted" }
  return {
    _tag: "Here",
    target: { leader: workHere, owner: includesOwner ? ownerHere : null, token, self: here.self }
  }
}

const place = <A extends NodeOwner>(
  identity: OwnerIdentity | WorkIdentity | null,
  decode: (value: unknown) => Option.Option<A>,
  scope: ProcessScope
) => {
  if (identity === null) return null
  const decoded = identity.scheme === nodeScheme ? decode(identity.value) : Option.none<A>()
  if (Option.isNone(decoded)) return "Elsewhere"
  const verdict = judgeScope(decoded.value, scope)
  if (verdict?._tag === "Gone") return "Rebooted"
  const { startTicks } = decoded.value
  if (verdict !== null || startTicks === null) return "Elsewhere"
  return { ...decoded.value, startTicks }
}
