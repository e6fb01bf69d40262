import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { isDefunct } from "../probe/parseStat.ts"
import type { ListedProcess, ProcessTools } from "../probe/tools/ProcessTools.ts"
import type { ProcessKey, ProcessRow } from "./ProcessRow.ts"
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
 * Asks once more after a refusal: whoever is told that work of a dead owner is unknown does not come
 * back to it, and a tool can be ended or too slow once.
 */
const listingOf = ({ listing }: ProcessTools) =>
  Effect.filterOrElse(
    listing,
    (first) => first._tag === "Rows",
    () => listing
  )

/** The process table of macOS and Windows, as their tools print it. */
export const ToolProcessTable = {
  layer: (tools: ProcessTools) =>
    Layer.succeed(ProcessTable, {
      scope: tools.scope,
      self: tools.world.self,
      rows: Effect.map(listingOf(tools), (listing) =>
        listing._tag === "Refused" ? null : listing.rows.map(rowOf)
      ),
      isAlive: ({ pid, startTicks }: ProcessKey) =>
        Effect.map(
          tools.row(pid),
          (row) => row !== null && row.startTicks === startTicks && !isDefunct(row)
        ),
      signalIfSame: tools.signalIfSame
    })
}
