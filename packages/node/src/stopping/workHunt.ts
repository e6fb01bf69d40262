import type { WorkState, WorkTarget } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { aim } from "./aim.ts"
import { collect } from "./collect.ts"
import type { ProcessRow } from "./ProcessRow.ts"
import { keyOf } from "./ProcessRow.ts"
import type { WorkSignal } from "./ProcessTable.ts"
import { ProcessTable } from "./ProcessTable.ts"

/** One look at a job's processes. */
export interface Look {
  readonly state: WorkState
  /** What may be signalled. Empty when nothing may. */
  readonly members: ReadonlyArray<ProcessRow>
}

/** A series of looks at one job's processes that remembers what was found by trails now gone. */
export interface WorkHunt {
  readonly look: Effect.Effect<Look>
  /**
   * What a look would say of the work as a whole, the calling process included. Quick while what was
   * recorded of it is alive.
   */
  readonly state: Effect.Effect<WorkState>
  readonly signal: (
    members: ReadonlyArray<ProcessRow>,
    ...signals: ReadonlyArray<WorkSignal>
  ) => Effect.Effect<void>
}

const nobody = (state: WorkState): Look => ({ state, members: [] })

export const workHunt = (target: WorkTarget): Effect.Effect<WorkHunt, never, ProcessTable> =>
  Effect.gen(function* () {
    const table = yield* ProcessTable
    const aimed = aim(target, { scope: yield* table.scope, self: table.self })
    const known = new Set<string>()
    const lookAt = (rows: ReadonlyArray<ProcessRow> | null): Look => {
      if (aimed._tag === "Rebooted") return nobody("Stopped")
      if (aimed._tag === "Elsewhere" || rows === null) return nobody("Unknown")
      const found = collect(rows, { ...aimed.target, known })
      for (const row of [...found.members, ...found.spared]) known.add(keyOf(row))
      const running = found.members.length + found.spared.length > 0
      const state = running ? "Running" : found.doubtful ? "Unknown" : "Stopped"
      return { state, members: found.members }
    }
    const look = Effect.map(table.rows, lookAt)
    const leader = aimed._tag === "Here" ? aimed.target.leader : null
    const whole = Effect.map(table.rows, (rows) => {
      const { state } = lookAt(rows)
      // Nobody ends itself, so that a look for what to signal leaves out the one who looks.
      const looker = rows?.find(({ pid }) => pid === table.self)
      return state === "Stopped" && looker?.token === target.token ? "Running" : state
    })
    return {
      look,
      state:
        leader === null || leader.pid <= 1 || leader.pid === table.self
          ? whole
          : Effect.flatMap(table.isAlive(leader), (alive) =>
              alive ? Effect.succeed("Running") : whole
            ),
      signal: (members, ...signals) =>
        Effect.forEach(
          members,
          (member) =>
            Effect.forEach(signals, (signal) => table.signalIfSame(member, signal), {
              discard: true
            }),
          { discard: true }
        )
    }
  })
