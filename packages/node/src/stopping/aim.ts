import type { WorkTarget } from "@job-lifecycle/engine"
import * as Result from "effect/Result"
import { judgeScope } from "../probe/judgeScope.ts"
import type { NodeOwner } from "../probe/NodeOwner.ts"
import { ownerOf } from "../probe/ownerIdentity.ts"
import type { ProcessScope } from "../probe/ProcessScope.ts"
import type { CollectTarget } from "./collect.ts"
import type { NodeWork } from "./NodeWork.ts"
import { nodeWorkOf } from "./NodeWork.ts"
import { unseenStart } from "./ProcessRow.ts"

/** What a target means on this system. */
export type Aim =
  | { readonly _tag: "Here"; readonly target: Omit<CollectTarget, "known"> }
  /** It belonged to an earlier boot: nothing of it can run. */
  | { readonly _tag: "Rebooted" }
  /** It cannot be examined from here, and nothing may be signalled. */
  | { readonly _tag: "Elsewhere" }

/** Translates a target of the engine into process keys of our own scope. Pure. */
export const aim = (
  { includesOwner, owner, token, work }: WorkTarget,
  here: { readonly scope: ProcessScope; readonly self: number }
): Aim => {
  const ownerHere = place(Result.getOrNull(ownerOf(owner)), here.scope)
  const workHere = work === null ? null : placeWork(nodeWorkOf(work), here.scope)
  if (ownerHere === "Elsewhere" || workHere === "Elsewhere") return { _tag: "Elsewhere" }
  if (ownerHere === "Rebooted" || workHere === "Rebooted") return { _tag: "Rebooted" }
  return {
    _tag: "Here",
    target: { leader: workHere, owner: includesOwner ? ownerHere : null, token, self: here.self }
  }
}

const place = <A extends NodeOwner>(recorded: A | null, scope: ProcessScope) => {
  if (recorded === null) return "Elsewhere"
  const verdict = judgeScope(recorded, scope)
  if (verdict?._tag === "Gone") return "Rebooted"
  const { startTicks } = recorded
  if (verdict !== null || startTicks === null) return "Elsewhere"
  return { ...recorded, startTicks }
}

/** What ended before anybody saw when it had started is known by its number, as long as that is free. */
const placeWork = (recorded: NodeWork | null, scope: ProcessScope) =>
  place(
    recorded === null ? null : { ...recorded, startTicks: recorded.startTicks ?? unseenStart },
    scope
  )
