import type { WorkState, WorkTarget } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { aim } from "./aim.ts"
import { collect } from "./collect.ts"
import type { ProcessKey } from "../probe/ProcessKey.ts"
import type { ProcessRow } from "./ProcessRow.ts"
import { keyOf } from "../probe/ProcessKey.ts"
import type { WorkSignal } from "../probe/WorkSignal.ts"
import { ProcessTable } from "./ProcessTable.ts"

/** One look at a job's processes. */
export interface Look {
  readonly state: WorkState
  /** What may be signalled. Empty when nothing may. */
  readonly members: ReadonlyArray<ProcessRow>
  /** The table could not be read this time: that nobody is seen says nothing. */
  readonly unread: boolean
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

const nobody = (state: WorkState): Look => ({ state, members: [], unread: false })

export const workHunt = Effect.fnUntraced(function* (
  target: WorkTarget
): Effect.fn.Return<WorkHunt, never, ProcessTable> {
  const table = yield* ProcessTable
  const aimed = aim(target, { scope: yield* table.scope, self: table.self })
  const named = aimed._tag === "Here" ? [aimed.target.leader, aimed.target.owner] : []
  const known = new Map<string, ProcessKey>()
  const lookAt = (rows: ReadonlyArray<ProcessRow> | null): Look => {
    if (aimed._tag === "Rebooted") return nobody("Stopped")
    if (aimed._tag === "Elsewhere") return nobody("Unknown")
    if (rows === null) return { ...nobody("Unknown"), unread: true }
    const found = collect(rows, { ...aimed.target, known })
    for (const row of [...found.members, ...found.spared]) known.set(keyOf(row), row)
    const running = found.members.length + found.spared.length > 0
    const trailless = aimed.target.leader === null && known.size === 0 && !table.showsTokens
    const state = running ? "Running" : found.doubtful || trailless ? "Unknown" : "Stopped"
    return { state, members: found.members, unread: false }
  }
  const isHidden = (key: ProcessKey | null) =>
    key === null || key.pid <= 1
      ? Effect.succeed(false)
      : Effect.map(table.lookAt(key), (seen) => seen === "Hidden")
  // A process that became another user's can vanish from the listing and live (hidepid, proc(5)).
  const unlessHidden = (seen: Look) =>
    seen.state !== "Stopped"
      ? Effect.succeed(seen)
      : Effect.map(
          Effect.findFirst([...named, ...known.values()], isHidden),
          Option.match({ onNone: () => seen, onSome: () => nobody("Unknown") })
        )
  const look = Effect.flatMap(table.rows, (rows) => unlessHidden(lookAt(rows)))
  const [leader = null] = named
  const whole = Effect.gen(function* () {
    const rows = yield* table.rows
    const { state } = yield* unlessHidden(lookAt(rows))
    // Nobody ends itself, so that a look for what to signal leaves out the one who looks.
    const looker = rows?.find(({ pid }) => pid === table.self)
    return state === "Stopped" && looker?.token === target.token ? "Running" : state
  })
  return {
    look,
    state:
      leader === null || leader.pid <= 1 || leader.pid === table.self
        ? whole
        : Effect.flatMap(table.lookAt(leader), (seen) =>
            seen === "Alive" ? Effect.succeed("Running") : whole
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
