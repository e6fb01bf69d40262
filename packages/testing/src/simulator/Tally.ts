import type { Claim, JobId, Settlement } from "@job-lifecycle/engine"
import { JobEvent, JobState, transition } from "@job-lifecycle/engine"
import * as Result from "effect/Result"
import type { LifeAct } from "./LifeEvent.ts"
import type { Lived } from "./live.ts"
import type { TraceEntry } from "./Trace.ts"

/** What lives can reach, by kind. */
export const tallied = [
  "event",
  "state × event",
  "outcome",
  "outcome × cause",
  "error",
  "health",
  "work"
] as const
export type Tallied = (typeof tallied)[number]

/** Counts what happened in lives: which events, which outcomes and by which cause, which errors. */
export class Tally {
  lives = 0
  readonly #rows = new Map<Tallied, Map<string, number>>(tallied.map((kind) => [kind, new Map()]))

  add({ world }: Lived): void {
    this.lives += 1
    const states = new Map<JobId, JobState>()
    const unclaimed = new Set<JobId>()
    for (const entry of world.entries) this.#addEntry(entry, states, unclaimed)
  }

  /** Adds what was counted elsewhere. */
  merge(counted: TallyRows, lives: number): void {
    this.lives += lives
    for (const [kind, rows] of counted) {
      for (const [row, count] of rows) this.#count(kind, row, count)
    }
  }

  /** The counts of each kind, in the order of their names. */
  rows(): TallyRows {
    return [...this.#rows].map(([kind, rows]) => [kind, [...rows].sort(byName)] as const)
  }

  of(kind: Tallied): ReadonlyMap<string, number> {
    return this.#rows.get(kind)!
  }

  #count(kind: Tallied, row: string, by = 1): void {
    const rows = this.#rows.get(kind)!
    rows.set(row, (rows.get(row) ?? 0) + by)
  }

  #addEntry(entry: TraceEntry, states: Map<JobId, JobState>, unclaimed: Set<JobId>): void {
    switch (entry._tag) {
      case "Happens":
        this.#count("event", nameOf(entry.act))
        if (entry.act.do === "stray") this.#addStray(entry.act, states)
        return
      case "Reports":
        return this.#addEvent(entry.id, JobEvent.Progress({ at: 0 }), states)
      case "Removes":
        return void states.delete(entry.id)
      case "HookRuns":
        return this.#count("event", "hook runs")
      case "Answers":
        if (entry.error !== null) this.#count("error", entry.error)
        for (const { health, state } of entry.jobs) {
          this.#count("health", health._tag)
          if (state._tag === "Settled") this.#count("work", state.work)
        }
        return
      case "Writes":
        if (entry.fact === "claim" && entry.won && (entry.value as Claim)._tag === "Void") {
          unclaimed.add(entry.id)
        }
        if (entry.fact === "outcome" && entry.won) {
          const settlement = entry.value as Settlement
          this.#count("outcome", settlement.outcome._tag)
          this.#count("outcome × cause", causeOf(settlement, unclaimed.has(entry.id)))
        }
        return this.#addWrite(entry, states)
      case "RunnerStarts":
      case "Ends":
    }
  }

  #addWrite(
    { fact, id, value }: Extract<TraceEntry, { readonly _tag: "Writes" }>,
    states: Map<JobId, JobState>
  ): void {
    switch (fact) {
      case "created":
        if (!states.has(id)) states.set(id, JobState.Queued({ cancelRequested: false }))
        return
      case "claim":
        if ((value as Claim)._tag === "Void") return
        return this.#addEvent(id, JobEvent.Claim({ at: 0 }), states)
      case "cancel":
        return this.#addEvent(id, JobEvent.RequestCancel({ at: 0 }), states)
      case "outcome":
        return this.#addEvent(id, JobEvent.Settle({ settlement: value as Settlement }), states)
      case "workStopped":
        return this.#addEvent(id, JobEvent.WorkStops({ at: 0 }), states)
      case "read":
        return this.#addEvent(id, JobEvent.Read({ at: 0 }), states)
      default:
    }
  }

  #addStray(
    { fact, job }: Extract<LifeAct, { readonly do: "stray" }>,
    states: Map<JobId, JobState>
  ): void {
    const ids = [...states.keys()]
    const id = ids[job % ids.length]
    if (id === undefined) return
    const events = {
      progress: JobEvent.Progress,
      workStopped: JobEvent.WorkStops,
      read: JobEvent.Read
    }
    this.#addEvent(id, events[fact]({ at: 0 }), states)
  }

  /** Every attempt counts: the table says what may come of it. */
  #addEvent(id: JobId, event: JobEvent, states: Map<JobId, JobState>): void {
    const state = states.get(id)
    if (state === undefined) return
    const next = transition(state, event)
    const answer = Result.isSuccess(next) ? next.success._tag : "refused"
    this.#count("state × event", `${state._tag} × ${event._tag}: ${answer}`)
    if (Result.isSuccess(next)) states.set(id, next.success)
  }
}

/** Counts that can be kept and sent. */
export type TallyRows = ReadonlyArray<
  readonly [Tallied, ReadonlyArray<readonly [row: string, count: number]>]
>

const byName = ([a]: readonly [string, number], [b]: readonly [string, number]): number =>
  a < b ? -1 : a > b ? 1 : 0

const nameOf = (act: LifeAct): string => {
  switch (act.do) {
    case "tell":
      return `tell ${act.word}`
    case "tear":
    case "stray":
      return `${act.do} ${act.fact}`
    case "fail":
      return `fail ${act.reason}${act.landed ? ", landed" : ""}`
    case "crash":
      return `crash ${act.landed ? "after" : "before"} an operation`
    case "disk":
      return act.full ? "disk full" : "disk free"
    case "exit":
      return act.uncaught ? "exit, uncaught" : "exit"
    case "step":
      return act.millis < 0 ? "clock back" : "clock forward"
    default:
      return act.do
  }
}

/** Names what made an outcome, from what it says. */
const causeOf = ({ outcome, settledBy }: Settlement, unclaimed: boolean): string => {
  const by = unclaimed ? "unclaimed" : settledBy
  return `${outcome._tag} by ${by}: ${detailOf(outcome)}`
}

const detailOf = (outcome: Settlement["outcome"]): string => {
  switch (outcome._tag) {
    case "Completed":
      return outcome.result
    case "Failed":
      if (outcome.defect) return "a defect"
      if (outcome.signal !== null) return "a signal"
      return outcome.exitCode === null ? "an error" : "an exit code"
    case "Cancelled":
      return outcome.by === "owner" ? "interrupted" : "asked"
    case "ClientExited":
      return outcome.answered ? "after its answer" : "before an answer"
    case "Signalled":
      return outcome.signal
    case "Orphaned":
    case "NeverStarted":
      return outcome.reason
    case "Lost":
      return outcome.reason
    case "TimedOut":
    case "Stalled":
      return "its limit"
    case "Drained":
      return "nothing could end it"
  }
}
