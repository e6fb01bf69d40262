import type { OwnerIdentity } from "@job-lifecycle/engine"
import { Evidence } from "@job-lifecycle/engine"
import * as Option from "effect/Option"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { asWritten } from "../asWritten.ts"
import { NodeOwner, nodeScheme } from "./NodeOwner.ts"

/** An owner as the engine records it. */
export const ownerIdentity = (value: NodeOwner): OwnerIdentity => ({
  scheme: nodeScheme,
  label: `${value.thread === undefined ? "" : `thread ${value.thread.tid} of `}pid ${value.pid} on ${value.hostname}`,
  value
})

const decode = Schema.decodeUnknownOption(NodeOwner)

/** What a record says of its owner, or the doubt that is left when it says nothing to us. */
export const ownerOf = (identity: OwnerIdentity): Result.Result<NodeOwner, Evidence> => {
  if (identity.scheme !== nodeScheme) {
    return unknown(
      `its identity is of the scheme "${identity.scheme}", which this probe cannot judge`
    )
  }
  const owner = nodeOwnerOf(identity.value)
  return owner === null ? unknown("its identity is not readable") : Result.succeed(owner)
}

const nodeOwnerOf = (value: unknown): NodeOwner | null =>
  asWritten.owner(value) ? (value as NodeOwner) : Option.getOrNull(decode(value))

const unknown = (reason: string) => Result.fail(Evidence.Unknown({ reason }))
