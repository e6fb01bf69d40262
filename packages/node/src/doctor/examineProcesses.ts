import { OwnerProbe } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { NodeOwnerProbe } from "../probe/NodeOwnerProbe.ts"
import { readProcessScope } from "../probe/readProcessScope.ts"
import { ProcessTable } from "../stopping/ProcessTable.ts"
import { ProcfsProcessTable } from "../stopping/ProcfsProcessTable.ts"
import type { Finding } from "./Finding.ts"
import { ok, warning } from "./Finding.ts"

/** Looks at this very process as at an owner, and at the table that work is found in. */
export const examineProcesses: Effect.Effect<ReadonlyArray<Finding>> = Effect.gen(function* () {
  const probe = yield* OwnerProbe
  const table = yield* ProcessTable
  const evidence = yield* probe.observe(yield* probe.self)
  const rows = yield* table.rows
  return [processes(evidence._tag === "Unknown" ? evidence.reason : null, rows), identity()]
}).pipe(Effect.provide([NodeOwnerProbe.layer, ProcfsProcessTable.layer]))

const processes = (unknown: string | null, rows: ReadonlyArray<unknown> | null): Finding => {
  if (unknown === null && rows !== null) {
    return ok("processes", `owners can be examined and commands stopped (${rows.length} processes)`)
  }
  return warning(
    "processes",
    `processes cannot be examined: ${unknown ?? "the process table cannot be read"}`,
    "jobs whose owner dies without a word are settled as lost after a day; commands are not stopped from outside"
  )
}

const identity = (): Finding => {
  const scope = readProcessScope()
  const named = {
    boot: scope.bootId,
    machine: scope.machineId,
    "pid namespace": scope.pidNamespace
  }
  const missing = Object.entries(named).flatMap(([name, value]) => (value === null ? [name] : []))
  if (missing.length === 0) {
    return ok("identity", `machine, boot and pid namespace are known (${scope.hostname})`)
  }
  return warning(
    "identity",
    `not known here: ${missing.join(", ")}`,
    "owners of another boot or machine stay unknown until their lost-deadline; give the machine an /etc/machine-id"
  )
}
