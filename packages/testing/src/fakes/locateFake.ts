import type { OwnerIdentity, WorkIdentity } from "@job-lifecycle/engine"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { FakeProcess, FakeProcessTable } from "./FakeProcessTable.ts"
import { FakeIdentity, fakeScheme } from "./FakeProcessTable.ts"

/** What a fake identity means where the observer stands. */
export type Located =
  | { readonly _tag: "Elsewhere"; readonly reason: string }
  | { readonly _tag: "Rebooted" }
  | { readonly _tag: "Absent" }
  | { readonly _tag: "Recycled" }
  | { readonly _tag: "Found"; readonly process: FakeProcess }

const decode = Schema.decodeUnknownOption(FakeIdentity)

/** Finds the process of an identity as `self` sees it, in the order in which the answers mean something. */
export const locateFake = (
  table: FakeProcessTable,
  identity: OwnerIdentity | WorkIdentity,
  self: FakeProcess
): Located => {
  const decoded = identity.scheme === fakeScheme ? decode(identity.value) : Option.none()
  if (Option.isNone(decoded)) return elsewhere("its identity cannot be judged")
  const { boot, born, machine, namespace, pid } = decoded.value
  if (machine !== table.here.machine) return elsewhere("it runs on another machine")
  if (boot !== table.here.boot) return { _tag: "Rebooted" }
  if (namespace !== table.here.namespace) return elsewhere("it runs in another namespace")
  const process = table.row(pid)
  if (process === null) return { _tag: "Absent" }
  if (process.denied && process !== self) return elsewhere("its row may not be read")
  return process.born === born ? { _tag: "Found", process } : { _tag: "Recycled" }
}

const elsewhere = (reason: string): Located => ({ _tag: "Elsewhere", reason })
