import type { ListedProcess, Listing } from "./ProcessTools.ts"

/**
 * What `ps` is asked for (ps(1) of macOS). Each keyword has an option of its own: in a list, the text
 * after the first `=` would be one long heading. No name is asked for, so none can forge a row.
 *
 * `sess` is left out: since kernel addresses are hidden it is 0 for every process.
 */
export const psColumns = ["pid=", "ppid=", "pgid=", "stat=", "lstart="].flatMap((column) => [
  "-o",
  column
])

/**
 * Reads the table that `ps` prints with `psColumns` under `LC_ALL=C` and `TZ=UTC`. Every line must be
 * a row and the last one must be ended, or nothing in it counts: half a table looks like many deaths.
 *
 * **Details**: `lstart` is the time of the start in `ctime` form, to the second. The first letter
 * of `stat` is the state: `T` stopped, `Z` defunct, `I`, `R`, `S`, `U` and `?`, which is none of
 * them, alive. (`X` would mean dead elsewhere, and is no state of macOS.) A `ps` that is not entitled to
 * look into tasks has a blank there for everything but `T` and `Z`, flags or none behind it. A defunct
 * process may have `-` for its start.
 */
export const parsePs = (text: string): Listing => {
  if (text === "") return refused("ps printed nothing")
  if (!text.endsWith("\n")) return refused("the output of ps was cut off")
  const rows: Array<ListedProcess> = []
  for (const line of text.slice(0, -1).split("\n")) {
    const row = rowOf(line)
    if (row === null)
      return refused(`ps printed what is no row: ${JSON.stringify(line.slice(0, 80))}`)
    rows.push(row)
  }
  return { _tag: "Rows", rows }
}

const shape = /^ *(\d{1,10}) +(\d{1,10}) +(\d{1,10}) ([A-WYZa-wyz? ])\S* +(\S.*?) *$/

const rowOf = (line: string): ListedProcess | null => {
  const [, pid, ppid, group, state, started] = shape.exec(line) ?? []
  if (started === undefined) return null
  const start = secondsOf(started)
  if (start === null && !(state === "Z" && started === "-")) return null
  return {
    pid: Number(pid),
    ppid: Number(ppid),
    group: Number(group),
    session: 0,
    state: state!,
    threads: 1,
    startTicks: start,
    kernel: false,
    exiting: false
  }
}

const ctime =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (\d{4})$/

const months = "JanFebMarAprMayJunJulAugSepOctNovDec"

/** Seconds since 1970 of `Sat Nov 21 07:18:36 2026`; null for the words of any other language. */
const secondsOf = (text: string): number | null => {
  const [, month, day, hour, minute, second, year] = ctime.exec(text) ?? []
  if (month === undefined) return null
  const at = [Number(day), Number(hour), Number(minute), Number(second)] as const
  return Date.UTC(Number(year), months.indexOf(month) / 3, ...at) / 1_000
}

const refused = (reason: string): Listing => ({ _tag: "Refused", reason })
