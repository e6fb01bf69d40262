import type { Life } from "./LifeEvent.ts"
import { seededRandom } from "../files/seededRandom.ts"
import type { Violation } from "./Judgement.ts"
import { Judgement } from "./Judgement.ts"
import type { MakeMedium } from "./Medium.ts"
import { memoryMedium } from "./Medium.ts"
import { playAct } from "./playAct.ts"
import { settleDown } from "./settleDown.ts"
import { SimulatedCast } from "./SimulatedCast.ts"
import { SimulatedWorld } from "./SimulatedWorld.ts"
import type { Simulation } from "./Simulation.ts"

/** What a life came to. */
export interface Lived {
  readonly life: Life
  readonly world: SimulatedWorld
  /** The first law that was broken, and how; null when none was. */
  readonly violation: Violation | null
}

/** A life that takes more steps than this hangs: something in it never waits. */
const mostSteps = 60_000

/**
 * Lives one life, and says which law it broke.
 *
 * @param makeMedium what its processes keep their records on; default: memory
 */
export const live = (life: Life, makeMedium: MakeMedium = () => memoryMedium()): Lived => {
  const judgement = new Judgement()
  const order = {
    random: seededRandom(life.seed),
    pace: life,
    medium: (simulation: Simulation) => makeMedium(simulation, life.seed)
  }
  const world: SimulatedWorld = new SimulatedWorld(order, (entry) => judgement.see(entry, world))
  const cast = new SimulatedCast(world, life.cast)
  const { simulation } = world
  const isOver = () => judgement.violation !== null || world.step > mostSteps
  for (const { act, after } of life.events) {
    const until = world.step + after
    while (world.step < until && !isOver() && simulation.step());
    if (isOver()) break
    world.record({ _tag: "Happens", step: world.step, act })
    playAct(cast, act)
    if (act.do === "pass") simulation.pass(act.millis, isOver)
  }
  if (!isOver()) settleDown(world, isOver)
  if (world.step > mostSteps) {
    judgement.find("I11 bounded-endings", `it took more than ${mostSteps} steps`)
  }
  judgement.end(world)
  return { life, world, violation: judgement.violation }
}
