import type { Job, Settlement } from "@job-lifecycle/engine"
import { replayCommand } from "./lifeToken.ts"
import type { Lived } from "./live.ts"
import type { LifeAct } from "./LifeEvent.ts"
import type { TraceEntry } from "./Trace.ts"

/** Tells a life as a time line, a line for each thing that happened, and how to live it again. */
export const tellLife = ({ life, violation, world }: Lived): string =>
  [
    ...(violation === null ? [] : [`${violation.law}: ${violation.what}`]),
    ...world.entries.map((entry) => `${String(entry.step).padStart(6)}  ${tellEntry(entry)}`),
    `to live it again: ${replayCommand(life)}`
  ].join("\n")

const tellEntry = (entry: TraceEntry): string => {
  switch (entry._tag) {
    case "Happens":
      return tellAct(entry.act)
    case "Writes": {
      const value = entry.fact === "outcome" ? tellOutcome(entry.value as Settlement) : ""
      return `    ${entry.by.name} ${entry.won ? "records" : "loses"} ${entry.fact} of ${entry.id}${value}`
    }
    case "Removes":
      return `    ${entry.by.name} removes ${entry.id}`
    case "PowerTakes":
      return `    of ${entry.id} ${entry.fact} is ${entry.how}`
    case "Fails": {
      const call = `${entry.operation} ${entry.subject}`.trimEnd()
      return `    ${entry.by.name} is refused ${call}${entry.landed ? ", which took effect" : ""}`
    }
    case "Reports":
      return `    ${entry.by.name} reports progress of ${entry.id}`
    case "HookRuns":
      return `    ${entry.by.name} runs what ${entry.id} asks for at its end`
    case "RunnerStarts":
      return `    ${entry.by.name} runs ${entry.id}`
    case "Answers": {
      const answer = entry.error ?? entry.jobs.map(tellJob).join(", ")
      return `    ${entry.by.name} is answered to ${entry.call} (asked at ${entry.asked}): ${answer}`
    }
    case "Ends":
      return `    ${entry.who.name} is ${entry.how}`
  }
}

/** Tells one act in a line. */
export const tellAct = (act: LifeAct): string => {
  const { do: name, ...rest } = act
  const more = Object.entries(rest).map(([key, value]) => `${key} ${JSON.stringify(value)}`)
  return [name, ...more].join(" ")
}

const tellOutcome = ({ outcome, settledBy, work }: Settlement): string =>
  `: ${outcome._tag} by its ${settledBy}, work ${work}`

const tellJob = ({ health, id, state }: Job): string =>
  state._tag === "Settled"
    ? `${id} is ${state.settlement.outcome._tag}, work ${state.work}`
    : `${id} is ${state._tag} (${health._tag})`
