import * as Effect from "effect/Effect"
import type { SimulatedWorld } from "./SimulatedWorld.ts"

/** Longer than every limit and every patience of a simulated job together. */
export const quietMillis = 6_000

/**
 * The end of a life: all faults are over, whoever was stopped goes on, time passes. Then one process
 * that has just started reads everything, once; and once more where an owner cannot be seen from
 * there, whose lease it had to doubt first.
 */
export const settleDown = (world: SimulatedWorld, isOver: () => boolean): void => {
  const { simulation, table } = world
  world.faults.length = 0
  simulation.setClockRight()
  for (const host of world.hosts) {
    host.process.denied = false
    table.continue(host.process)
    simulation.continue(host.thread)
  }
  simulation.calm()
  const pass = (millis: number) => {
    const until = simulation.awakeMillis + millis
    while (simulation.awakeMillis < until && !isOver() && simulation.step());
    simulation.passTo(until)
  }
  pass(quietMillis)
  const last = world.host("last reader")
  world.lastReader = last
  const look = () => {
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
  look()
  if (world.hosts.some(({ process }) => process.namespace !== last.process.namespace)) look()
}
