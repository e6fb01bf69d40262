import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as fs from "node:fs"
import { isDefunct } from "../probe/parseStat.ts"
import { readProcess } from "../probe/readProcess.ts"
import { readProcessScope } from "../probe/readProcessScope.ts"
import { isRefusedForNow } from "../probe/refusedForNow.ts"
import type { ProcessKey } from "../probe/ProcessKey.ts"
import type { ProcessRow } from "./ProcessRow.ts"
import type { WorkSignal } from "../probe/WorkSignal.ts"
import type { ProcessLook } from "./ProcessTable.ts"
import { ProcessTable } from "./ProcessTable.ts"
import { tokenVariable } from "./tokenVariable.ts"

/** Enough for any tree that forks slower than we list; a table can grow without end. */
const mostListings = 4

/**
 * Numbered folders of procfs are processes; threads have none (proc(5)). To read them takes longer than
 * to list them: of one that starts another and ends before it is read, neither would be seen. So it is
 * listed again, and whoever is new is read too. A table that lacks a row for want of a descriptor would
 * say of what it does not show that it has stopped, so there is none then.
 */
const readRows = (): ReadonlyArray<ProcessRow> | typeof refused | null => {
  if (readProcessScope().pidNamespace === null) return null
  const rows: Array<ProcessRow> = []
  const seen = new Set<string>()
  for (let listing = 0; listing < mostListings; listing++) {
    const fresh = listed()?.filter((name) => !seen.has(name))
    if (fresh === undefined) return refused
    if (fresh.length === 0) break
    for (const name of fresh) {
      seen.add(name)
      const row = readRow(Number(name))
      if (row === refused) return refused
      if (row !== null) rows.push(row)
    }
  }
  return rows
}

const readRow = (pid: number): ProcessRow | typeof refused | null => {
  const seen = readProcess(pid)
  if (seen._tag === "Hidden" && seen.forNow === true) return refused
  if (seen._tag !== "Row") return null
  const { stat } = seen
  const alive = !isDefunct(stat)
  const token = alive && !stat.kernel ? tokenOf(stat.pid) : null
  if (token === refused) return refused
  return {
    pid: stat.pid,
    startTicks: stat.startTicks,
    ppid: stat.ppid,
    group: stat.group,
    session: stat.session,
    alive,
    token
  }
}

/** Reads again after these pauses: a refusal that passes at once is not worth anybody's doubt. */
const rowsWithin = (
  pauses: ReadonlyArray<number>
): Effect.Effect<ReadonlyArray<ProcessRow> | null> =>
  Effect.flatMap(Effect.sync(readRows), (rows) => {
    if (rows !== refused) return Effect.succeed(rows)
    const [pause, ...rest] = pauses
    return pause === undefined ? Effect.succeed(null) : Effect.delay(rowsWithin(rest), pause)
  })

const listed = (): ReadonlyArray<string> | null => {
  try {
    return fs.readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  } catch {
    return null
  }
}

/**
 * The token in the environment that the program was started with (proc_pid_environ(5)). What
 * belongs to other users cannot be read, and then other trails must find it.
 */
const tokenOf = (pid: number): string | typeof refused | null => {
  try {
    const environment = `\0${fs.readFileSync(`/proc/${pid}/environ`, "latin1")}\0`
    const start = environment.indexOf(marker)
    if (start === -1) return null
    return environment.slice(start + marker.length, environment.indexOf("\0", start + 1))
  } catch (error) {
    return isRefusedForNow(error) ? refused : null
  }
}

const refused = Symbol("refused for now")

const marker = `\0${tokenVariable}=`

const lookAt = ({ pid, startTicks }: ProcessKey): ProcessLook => {
  const seen = readProcess(pid)
  if (seen._tag === "Hidden") return "Hidden"
  const same = seen._tag === "Row" && seen.stat.startTicks === startTicks
  return same && !isDefunct(seen.stat) ? "Alive" : "Gone"
}

/** Between this match and this signal lie a few microseconds; a pidfd is not reachable from Node. */
const signalIfSame = ({ pid, startTicks }: ProcessKey, signal: WorkSignal): void => {
  if (pid <= 1) return
  const seen = readProcess(pid)
  if (seen._tag !== "Row" || seen.stat.startTicks !== startTicks) return
  try {
    process.kill(pid, signal)
  } catch {
    // Gone since, or refused (EPERM): the verification reads the table again.
  }
}

/** The process table of Linux. On other systems its `rows` are null. */
export const ProcfsProcessTable = {
  layer: Layer.sync(ProcessTable, () => ({
    scope: Effect.sync(readProcessScope),
    self: process.pid,
    showsTokens: true,
    rows: rowsWithin([20, 40, 80, 160]),
    lookAt: (key: ProcessKey) => Effect.sync(() => lookAt(key)),
    signalIfSame: (key: ProcessKey, signal: WorkSignal) =>
      Effect.sync(() => signalIfSame(key, signal))
  }))
}
