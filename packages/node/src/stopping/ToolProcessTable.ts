import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { isDefunct } from "../probe/parseStat.ts"
import { existence } from "../probe/readProcess.ts"
import type { ListedProcess, ProcessTools } from "../probe/tools/ProcessTools.ts"
import type { ProcessKey } from "../probe/ProcessKey.ts"
import type { ProcessRow } from "./ProcessRow.ts"
import type { ProcessLook } from "./ProcessTable.ts"
import { ProcessTable } from "./ProcessTable.ts"

/** No start time is this, so what has it is never matched and never signalled. */
const unknownStart = -1

const rowOf = (listed: ListedProcess): ProcessRow => ({
  pid: listed.pid,
  startTicks: listed.startTicks ?? unknownStart,
  ppid: listed.ppid,
  group: listed.group,
  session: listed.session,
  alive: !isDefunct(listed),
  // No tool shows the environment of a process in a way that could be told from its arguments.
  token: null,
  ...(listed.orphanOf === undefined ? {} : { orphanOf: listed.orphanOf })
})

/**
 * Asks once more after a refusal: a tool can be ended once, which is not worth anybody's doubt. One that took too
 * long twice is not asked again within the minute.
 */
const listingOf = ({ listing }: ProcessTools) =>
  Effect.filterOrElse(
    listing,
    (first) => first._tag === "Rows",
    () => listing
  )

/** A row that no tool shows may be kept from us: whether the number is free is the kernel's to say. */
const lookOf = (
  row: ListedProcess | null,
  { pid, startTicks }: ProcessKey,
  { mayBeSame, world }: ProcessTools
): ProcessLook => {
  if (row === null) return existence(pid, world.kill)._tag === "Absent" ? "Gone" : "Hidden"
  if (isDefunct(row)) return "Gone"
  if (row.startTicks === startTicks) return "Alive"
  return row.startTicks === null || mayBeSame(row.startTicks, startTicks) ? "Hidden" : "Gone"
}

/** The process table of macOS and Windows, as their tools print it. */
export const ToolProcessTable = {
  layer: (tools: ProcessTools) =>
    Layer.succeed(ProcessTable, {
      scope: tools.scope,
      self: tools.world.self,
      showsTokens: false,
      rows: Effect.map(listingOf(tools), (listing) =>
        listing._tag === "Refused" ? null : listing.rows.map(rowOf)
      ),
      lookAt: (key: ProcessKey) => Effect.map(tools.row(key.pid), (row) => lookOf(row, key, tools)),
      signalIfSame: tools.signalIfSame
    })
}
