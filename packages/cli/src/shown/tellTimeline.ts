import type { Job, Timeline, TimelineEvent } from "@job-lifecycle/engine"
import { why } from "./describe.ts"
import { shortDuration } from "./shortDuration.ts"
import { visible } from "./visible.ts"

/** Lays a time line out: the hour of each event, the time since the one before, and what it was. */
export const tellTimeline = ({ events, job }: Timeline): string => {
  let before = events[0]?.at ?? 0
  const rows = events.map((event) => {
    const since = event.at - before
    before = event.at
    return [
      clockTime(event.at),
      since < 1 ? "" : `+${shortDuration(since)}`,
      tell(event, job)
    ] as const
  })
  const wide = Math.max(0, ...rows.map(([, since]) => since.length))
  return rows
    .map(([at, since, what]) => `  ${at}  ${since.padStart(wide)}  ${visible(what)}\n`)
    .join("")
}

/** One event of a job in words. */
export const tell = (event: TimelineEvent, job: Job): string => {
  switch (event._tag) {
    case "Submitted":
      return `submitted by ${event.submitter.label}`
    case "Claimed":
      return `claimed by ${event.owner.label}`
    case "Voided":
      return "ended before anybody claimed it: nothing was started"
    case "WorkStarted":
      return `started ${event.work.label}`
    case "Progress":
      return `said last: ${[event.phase, event.message].filter((part) => part !== null).join(": ")}`
    case "Output":
      return "wrote its last output"
    case "CancelRequested": {
      const { by, reason } = event.cancel
      return `asked to cancel by ${by}${reason === null ? "" : ` (${reason})`}`
    }
    case "ResultRecorded":
      return "its result is on record"
    case "Settled": {
      const { outcome, settledBy, work } = event.settlement
      const onRecord = job.saved && !job.unreadable.includes("outcome")
      const teller = settledBy === "Owner" ? "its owner" : "a reader"
      const found = onRecord ? `recorded by ${teller}` : "found by this reader, and not recorded"
      return `${outcome._tag}, ${found}: ${why(outcome)}${afterlife[work]}`
    }
    case "WorkStopped":
      return "its work has stopped"
    case "Read":
      return "its outcome was read"
    case "Late":
      return "its work still answered, too late to count"
    case "HookStarted":
      return `its end hook was started by ${event.by.label}`
    case "HookEnded":
      return `its end hook ended${event.end.problem === null ? "" : `: ${event.end.problem}`}`
  }
}

const afterlife = {
  Stopped: "",
  Running: "; its work went on",
  Unknown: "; whether its work went on could not be seen"
}

/**
 * Local, for it is read beside other clocks of the same person: `2026-11-21 04:09:40.969`. A record or
 * the time of a file may say anything: what is in no year of four digits is told as the number that it is.
 */
const clockTime = (at: number): string => {
  if (at < yearOne || at >= yearTenThousand)
    return `${at} ms`.padEnd("2026-11-21 04:09:40.969".length)
  const digits = "2-digit"
  const part = new Map(
    new Intl.DateTimeFormat("en", {
      year: "numeric",
      month: digits,
      day: digits,
      hour: digits,
      minute: digits,
      second: digits,
      fractionalSecondDigits: 3,
      hourCycle: "h23"
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value] as const)
  )
  const of = (names: ReadonlyArray<Intl.DateTimeFormatPartTypes>, between: string) =>
    names.map((name) => part.get(name)).join(between)
  return `${of(["year", "month", "day"], "-")} ${of(["hour", "minute", "second"], ":")}.${part.get("fractionalSecond")}`
}

const yearOne = -62_135_596_800_000
const yearTenThousand = 253_402_300_800_000
