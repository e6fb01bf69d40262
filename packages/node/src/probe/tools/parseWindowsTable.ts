import type { ListedProcess, Listing } from "./ProcessTools.ts"

/** Ticks of 100 ns from the year 1, where .NET begins to count, to 1970. */
export const ticksAt1970 = 621_355_968_000_000_000n

/**
 * Reads what `listScript` prints: `number parent start` a line, and `end`. Without that last line, or
 * with any line that is no row, nothing counts.
 *
 * **Details**: the start is `CreationDate` of Win32_Process, which has microseconds; 0 stands for none.
 * Here it is microseconds since 1970, which a number holds exactly. A parent's number says little on
 * Windows: the parent may be gone and its number a stranger's (Win32_Process, `ParentProcessId`), so
 * it counts only while a process of that number runs that was there before the child.
 */
export const parseWindowsTable = (text: string): Listing => {
  const lines = text.trimEnd().split("\n")
  if (lines.pop() !== "end") return refused("the list of processes was cut off")
  const rows: Array<ListedProcess> = []
  for (const line of lines) {
    const row = rowOf(line)
    if (row === null) return refused(`no row of processes: ${JSON.stringify(line.slice(0, 80))}`)
    rows.push(row)
  }
  return { _tag: "Rows", rows: withTrueParents(rows) }
}

const rowOf = (line: string): ListedProcess | null => {
  const [, pid, ppid, ticks] = /^(\d{1,10}) (\d{1,10}) (\d{1,18})$/.exec(line) ?? []
  if (ticks === undefined) return null
  return {
    pid: Number(pid),
    ppid: Number(ppid),
    group: 0,
    session: 0,
    state: "R",
    threads: 1,
    startTicks: ticks === "0" ? null : Number((BigInt(ticks) - ticksAt1970) / 10n),
    kernel: false,
    exiting: false
  }
}

const withTrueParents = (rows: ReadonlyArray<ListedProcess>): ReadonlyArray<ListedProcess> => {
  const byPid = new Map(rows.map((row) => [row.pid, row]))
  return rows.map((row) => {
    const parent = byPid.get(row.ppid)?.startTicks
    const isTrue = parent != null && row.startTicks !== null && parent <= row.startTicks
    return isTrue ? row : { ...row, ppid: 0, orphanOf: row.ppid }
  })
}

const refused = (reason: string): Listing => ({ _tag: "Refused", reason })
