import type { Job } from "@job-lifecycle/engine"
import { columnsOf, cut } from "./columns.ts"
import { describe, shownId } from "./describe.ts"
import { shortDuration } from "./shortDuration.ts"
import { visible } from "./visible.ts"

export interface TableOptions {
  /** Wall time in milliseconds, for the elapsed times of open jobs. */
  readonly now: number
  readonly color: boolean
  /** Columns of a line; a command is cut to what they leave. */
  readonly width: number
}

/** Lays jobs out as a table; under each that died or is in trouble, one line that says why. */
export const table = (jobs: ReadonlyArray<Job>, options: TableOptions): string => {
  const rows = jobs.map((job) => cellsOf(job, options.now))
  const widths = titles.map((title) => title.length)
  for (const row of rows) {
    for (let column = 0; column < last; column++) {
      widths[column] = Math.max(widths[column]!, width(row, column))
    }
  }
  const room = commandRoom(widths, options.width)
  const paint = options.color ? painted : plain
  const line = (row: Row, style: Style, outcomeStyle: Style): string => {
    let text = ""
    for (let column = 0; column < last; column++) {
      const cell = row[column]! + " ".repeat(widths[column]! - width(row, column))
      text += `${paint(column === outcomeColumn ? outcomeStyle : style, cell)}  `
    }
    return (text + paint(style, cut(row[last], room))).trimEnd()
  }
  let text = `${line(titles, "dim", "dim")}\n`
  for (const [at, job] of jobs.entries()) {
    text += `${line(rows[at]!, "none", styleOf(job))}\n`
    const explained = describe(job)
    if (explained !== null) text += `  ${paint("dim", `↳ ${explained}`)}\n`
  }
  return text
}

type Row = readonly [string, string, string, string, string, string, string]

const titles: Row = ["ID", "NAME", "STATE", "OUTCOME", "HEALTH", "ELAPSED", "COMMAND"]
const nameColumn = 1
const outcomeColumn = 3
const last = 6

const cellsOf = (job: Job, now: number): Row => [
  shownId(job.id),
  cut(visible(job.request.name), 24),
  job.state._tag.toLowerCase(),
  job.state._tag === "Settled" ? job.state.settlement.outcome._tag : "-",
  job.health._tag === "Over" ? "-" : job.health._tag.toLowerCase(),
  elapsedShown(elapsed(job, now)),
  visible((job.request.command ?? []).join(" "))
]

/**
 * From its start, or its submission when it never had one, to its end or now. The end that a reader found
 * was not seen: then it is to the job's last sign, and null where it gave none after its start.
 */
export const elapsed = (job: Job, now: number): number | null => {
  const start = job.startedAt ?? job.createdAt
  if (job.state._tag !== "Settled") return Math.max(0, now - start)
  const { outcome, settledAt, settledBy } = job.state.settlement
  if (settledBy === "Owner") return Math.max(0, settledAt - start)
  const last = Math.min(settledAt, outcome._tag === "Lost" ? outcome.lastSeenAt : job.lastEventAt)
  return last > start ? last - start : null
}

const elapsedShown = (millis: number | null): string =>
  millis === null ? "-" : shortDuration(millis)

type Style = "dim" | "good" | "bad" | "busy" | "none"

const styleOf = (job: Job): Style => {
  switch (job.state._tag) {
    case "Queued":
      return "none"
    case "Running":
      return "busy"
    case "Settled":
      return job.state.settlement.outcome._tag === "Completed" ? "good" : "bad"
  }
}

const codes: Record<Style, string> = { dim: "2", good: "32", bad: "31", busy: "36", none: "0" }
const painted = (style: Style, text: string): string =>
  style === "none" ? text : `\u001b[${codes[style]}m${text}\u001b[0m`
const plain = (_style: Style, text: string): string => text

/** Of what stands before the command, a name alone can be anything but plain. */
const width = (row: Row, column: number): number =>
  column === nameColumn ? columnsOf(row[column]) : row[column]!.length

const commandRoom = (widths: ReadonlyArray<number>, columns: number): number => {
  const before = widths.slice(0, last).reduce((sum, each) => sum + each + 2, 0)
  return Math.max(12, columns - before)
}
