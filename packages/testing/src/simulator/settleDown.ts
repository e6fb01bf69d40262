import type { Created, Settlement } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type { LifeAct } from "./LifeEvent.ts"
import type { SimulatedWorld } from "./SimulatedWorld.ts"

/** Longer than every limit and every patience of a simulated job together. */
const quietMillis = 3_000

const longestPause = 31_000

/** Whoever lives and was refused something may try again long after. */
const triesAgain = ({ entries, hosts }: SimulatedWorld): boolean =>
  entries.some((entry) => entry._tag === "Happens" && isTrouble(entry.act)) &&
  hosts.some(({ diedAt, thread }) => diedAt === null && thread.timers > 0)

const isTrouble = (act: LifeAct): boolean => act.do === "fail" || act.do === "disk"

/**
 * The end of a life: all faults are over, whoever was stopped goes on, time passes. Then one process
 * that has just started reads everything, once; and once more where it has to count from that look on:
 * an owner cannot be seen from there, or the clock was set back since a submission or an outcome.
 */
export const settleDown = (world: SimulatedWorld, isOver: () => boolean): void => {
  const { simulation, table } = world
  world.faults.length = 0
  world.fillDisk(false)
  simulation.setClockRight()
  for (const host of world.hosts) {
    host.process.denied = false
    host.crash = null
    table.continue(host.process)
    simulation.continue(host.thread)
  }
  simulation.calm()
  const pass = (millis: number) => simulation.pass(millis, isOver)
  pass(quietMillis)
  // Who has failed for long tries again at half a minute's distance.
  if (triesAgain(world)) pass(longestPause)
  const last = world.host("last reader")
  world.lastReader = last
  const look = () => {
    world.lastLookMillis = simulation.wallMillis
    world.ask(
      last,
      "reconcile",
      Effect.map(last.jobs.reconcile, ({ jobs }) => jobs)
    )
    world.ask(
      last,
      "list",
      Effect.map(last.jobs.list({ limit: 100 }), ({ jobs }) => jobs)
    )
    pass(quietMillis)
  }
  const isAhead = isSomethingAhead(world)
  look()
  const isHidden = world.hosts.some(({ process }) => process.namespace !== last.process.namespace)
  if (isHidden || isAhead) look()
}

/** Of such a job the first look notes that it was looked at. */
const isSomethingAhead = ({ records, simulation }: SimulatedWorld): boolean =>
  [...records.jobs.values()].some(({ facts }) => {
    const { createdAt } = facts.get("created") as Created
    const settlement = facts.get("outcome") as Settlement | undefined
    return (settlement?.settledAt ?? createdAt) > simulation.wallMillis
  })
