import type { OutcomeTag, Settlement, WorkState } from "@job-lifecycle/engine"
import { JobEvent, JobState, transition } from "@job-lifecycle/engine"
import * as Result from "effect/Result"
import { sampleOutcomes } from "./sampleOutcomes.ts"

const outcomeTags = Object.keys(sampleOutcomes) as ReadonlyArray<OutcomeTag>

const settlementOf = (tag: OutcomeTag, work: WorkState): Settlement => ({
  outcome: sampleOutcomes[tag],
  settledBy: "Owner",
  settledAt: 100,
  work,
  nonce: "0123456789abcdef"
})

/** Every shape that a state can have, so that one cell speaks for all of them or the table fails. */
export const states: { readonly [Tag in JobState["_tag"]]: ReadonlyArray<JobState> } = {
  Queued: [false, true].map((cancelRequested) => JobState.Queued({ cancelRequested })),
  Running: [false, true].map((cancelRequested) =>
    JobState.Running({ startedAt: 10, cancelRequested })
  ),
  Settled: outcomeTags.flatMap((tag) =>
    (["Stopped", "Running", "Unknown"] as const).flatMap((work) =>
      [false, true].map((read) =>
        JobState.Settled({ settlement: settlementOf(tag, work), work, read })
      )
    )
  )
}

/** Every event; a settlement once for each outcome. */
export const events: { readonly [Tag in JobEvent["_tag"]]: ReadonlyArray<JobEvent> } = {
  Claim: [JobEvent.Claim({ at: 20 })],
  Progress: [JobEvent.Progress({ at: 20 })],
  RequestCancel: [JobEvent.RequestCancel({ at: 20 })],
  Settle: outcomeTags.map((tag) => JobEvent.Settle({ settlement: settlementOf(tag, "Stopped") })),
  WorkStops: [JobEvent.WorkStops({ at: 20 })],
  Read: [JobEvent.Read({ at: 20 })]
}

/** Draws the whole of `transition` as one table: a row per event, a column per state. */
export const stateEventTable = (): string => {
  const columns = Object.keys(states) as ReadonlyArray<JobState["_tag"]>
  const rows = (Object.keys(events) as ReadonlyArray<JobEvent["_tag"]>).map((event) => [
    `\`${event}\``,
    ...columns.map((state) => cell(states[state], events[event]))
  ])
  return table([["event", ...columns.map((state) => `in \`${state}\``)], ...rows])
}

/** Draws which outcome may end a job in which state. */
export const settlementTable = (): string =>
  table([
    ["outcome", "from `Queued`", "from `Running`", "from `Settled`"],
    ...outcomeTags.map((tag) => [
      `\`${tag}\``,
      ...(["Queued", "Running", "Settled"] as const).map((state) =>
        states[state].every((from) => Result.isSuccess(settle(from, tag))) ? "yes" : "no"
      )
    ])
  ])

const settle = (from: JobState, tag: OutcomeTag) =>
  transition(from, JobEvent.Settle({ settlement: settlementOf(tag, "Stopped") }))

/** What one event does to one state, in the words of the code: the new state, or why not. */
const cell = (from: ReadonlyArray<JobState>, happens: ReadonlyArray<JobEvent>): string => {
  const verdicts = new Map<string, Set<string>>()
  for (const event of happens) {
    for (const state of from) {
      const verdict = verdictOf(state, event)
      verdicts.set(verdict, (verdicts.get(verdict) ?? new Set()).add(nameOf(event)))
    }
  }
  const rarestFirst = [...verdicts].toSorted(([, a], [, b]) => a.size - b.size)
  return rarestFirst
    .map(([verdict, names], at) => {
      if (at < rarestFirst.length - 1) return `as ${[...names].join(" or ")}: ${verdict}`
      return at === 0 ? verdict : `otherwise ${verdict}`
    })
    .join("; ")
}

const nameOf = (event: JobEvent): string =>
  `\`${event._tag === "Settle" ? event.settlement.outcome._tag : event._tag}\``

const verdictOf = (from: JobState, event: JobEvent): string => {
  const answer = transition(from, event)
  if (Result.isFailure(answer)) return `refused: ${answer.failure.why}`
  const to = answer.success
  if (to._tag !== from._tag) return `**${to._tag}**`
  return news(from._tag, event)
}

/** Which fields an event sets in a state that it does not leave. */
const news = (tag: JobState["_tag"], event: JobEvent): string => {
  const changed = new Set<string>()
  for (const before of states[tag]) {
    const after = Result.getOrThrow(transition(before, event))
    const had = new Map(Object.entries(before).map(([key, value]) => [key, JSON.stringify(value)]))
    for (const [key, value] of Object.entries(after)) {
      if (had.get(key) !== JSON.stringify(value)) changed.add(`\`${key}\` becomes \`${value}\``)
    }
  }
  return changed.size === 0 ? "stays as it is" : `stays; ${[...changed].join(", ")}`
}

/** A table as the formatter leaves it: every column as wide as its widest cell. */
const table = (lines: ReadonlyArray<ReadonlyArray<string>>): string => {
  const widths = lines[0]!.map((_, column) =>
    Math.max(...lines.map((line) => line[column]!.length))
  )
  const [head, ...rows] = lines.map((line) =>
    line.map((cell, column) => cell.padEnd(widths[column]!))
  )
  const rule = widths.map((width) => "-".repeat(width))
  return [head!, rule, ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")
}
