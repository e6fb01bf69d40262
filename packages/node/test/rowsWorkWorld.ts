import type { StartedWork, WorkStopperWorld } from "@job-lifecycle/testing"
import { NodeWorkStopper, nodeScheme } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ProcessRow } from "../src/stopping/ProcessRow.ts"
import { keyOf } from "../src/probe/ProcessKey.ts"
import { FakeRows, fakeScope } from "./FakeRows.ts"

const identityOf = ({ pid, startTicks }: ProcessRow) => ({
  scheme: nodeScheme,
  label: `pid ${pid}`,
  value: { pid, startTicks, uid: 0, leadsGroup: true, ...fakeScope }
})

interface Shape {
  readonly child?: boolean
  readonly unnamed?: boolean
  readonly deaf?: boolean
  /** It is over, and a stranger has its number. */
  readonly taken?: boolean
  readonly takenWhenAsked?: boolean
  readonly ownerTaken?: boolean
  /** What its record says of where it ran. */
  readonly recorded?: Partial<typeof fakeScope>
}

/** Work in a process table that is written by hand, in every shape that the contract asks about. */
export const rowsWorkWorld = (): WorkStopperWorld => {
  const table = new FakeRows()
  const deafOnes = new Set<number>()
  const whenAsked = new Map<number, () => void>()
  table.react = (row, signal) => {
    if (signal !== "SIGTERM" || deafOnes.has(row.pid)) return
    table.remove(row)
    whenAsked.get(row.pid)?.()
  }
  let lastPid = 100
  const lives = (row: ProcessRow) => table.rows.some((other) => keyOf(other) === keyOf(row))
  const add = (ppid: number, token: string | null) => table.add((lastPid += 1), ppid, token)
  const work = ({
    child,
    deaf,
    ownerTaken,
    recorded,
    taken,
    takenWhenAsked,
    unnamed
  }: Shape = {}) =>
    Effect.sync((): StartedWork => {
      const owner = add(1, null)
      const token = `t${owner.pid}`
      const leader = add(owner.pid, token)
      const all = child === true ? [leader, add(leader.pid, null)] : [leader]
      if (deaf === true) deafOnes.add(leader.pid)
      const strangers = [add(1, "another")]
      const take = (row: ProcessRow) => {
        table.remove(row)
        const stranger = { ...row, ppid: 1, startTicks: row.startTicks + 1, token: null }
        table.rows.push(stranger)
        strangers.push(stranger)
      }
      if (taken === true) take(leader)
      if (ownerTaken === true) take(owner)
      if (takenWhenAsked === true) whenAsked.set(leader.pid, () => take(leader))
      const named = identityOf(leader)
      return {
        target: {
          work: unnamed === true ? null : { ...named, value: { ...named.value, ...recorded } },
          token,
          owner: identityOf(owner),
          includesOwner: false
        },
        runs: Effect.sync(() => all.some(lives)),
        ownerLives: Effect.sync(() => lives(owner)),
        strangersLive: Effect.sync(() => strangers.every(lives)),
        end: Effect.sync(() => all.forEach((row) => table.remove(row)))
      }
    })
  return {
    layer: Layer.provide(NodeWorkStopper.layerNoDeps, table.layer),
    work: {
      alone: work(),
      withChild: work({ child: true }),
      unnamed: work({ unnamed: true }),
      deaf: work({ deaf: true }),
      recycled: work({ taken: true }),
      rebooted: work({ taken: true, recorded: { bootId: "an earlier one" } }),
      otherMachine: work({ taken: true, recorded: { machineId: "another" } }),
      recycledWhenAsked: work({ takenWhenAsked: true }),
      ownerRecycled: work({ ownerTaken: true })
    },
    waitsOnClock: true
  }
}
