import type { Life } from "./LifeEvent.ts"
import { laws } from "./laws/index.ts"
import { playAct } from "./playAct.ts"
import { settleDown } from "./settleDown.ts"
import { SimulatedCast } from "./SimulatedCast.ts"
import { SimulatedWorld } from "./SimulatedWorld.ts"
import type { TraceEntry } from "./Trace.ts"

/** What a life came to. */
export interface Lived {
  readonly life: Life
  readonly world: SimulatedWorld
  /** The first law that was broken, and how; null when none was. */
  readonly violation: Violation | null
}

export interface Violation {
  readonly law: string
  readonly what: string
}

/** A life that takes more steps than this hangs: something in it never waits. */
const mostSteps = 60_000

/** Lives one life, and says which law it broke. */
export const live = (life: Life): Lived => {
  let violation: Violation | null = null
  const found = (law: string, what: string | null) => {
    if (what !== null) violation ??= { law, what }
  }
  const judges = laws.map((law) => ({ name: law.name, ...law.begin() }))
  const world: SimulatedWorld = new SimulatedWorld(life.seed, life, (entry: TraceEntry) => {
    for (const judge of judges) found(judge.name, judge.see(entry, world))
  })
  const cast = new SimulatedCast(world, life.cast)
  const { simulation } = world
  const isOver = () => violation !== null || world.step > mostSteps
  for (const { act, after } of life.events) {
    const until = world.step + after
    while (world.step < until && !isOver() && simulation.step());
    if (isOver()) break
    world.record({ _tag: "Happens", step: world.step, act })
    playAct(cast, act)
    if (act.do === "pass") {
      const awake = simulation.awakeMillis + act.millis
      while (simulation.awakeMillis < awake && !isOver() && simulation.step());
    }
  }
  if (!isOver()) settleDown(world, isOver)
  if (world.step > mostSteps) found("I11 bounded-endings", `it took more than ${mostSteps} steps`)
  if (violation === null) for (const judge of judges) found(judge.name, judge.end(world))
  return { life, world, violation }
}
