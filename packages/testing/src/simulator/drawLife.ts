import type { FactName } from "@job-lifecycle/engine"
import { seededRandom } from "../files/seededRandom.ts"
import type {
  Cast,
  JobPlan,
  Life,
  LifeAct,
  LifeEvent,
  ProcessAct,
  Query,
  RunnerWord
} from "./LifeEvent.ts"
import { SimulatedCast } from "./SimulatedCast.ts"

type Draw = () => number

/** Draws a whole life from a seed. In three of four the events come in a hurry. */
export const drawLife = (cast: Cast, seed: number): Life => {
  const draw = seededRandom(seed)
  const most = cast === "small" ? 18 : 44
  const isHasty = draw() < 0.75
  const events = Array.from({ length: 1 + below(draw, most) }, (): LifeEvent => ({
    after: isHasty ? below(draw, 16) : drawPause(draw),
    act: drawAct(draw, cast)
  }))
  const first: LifeEvent = { after: 0, act: { do: "run", who: 0, plan: drawPlan(draw) } }
  return {
    cast,
    seed,
    preempt: pick(draw, [0, 0, 0.1, 0.4]),
    lag: pick(draw, [0, 0.02, 0.1]),
    events: cast === "small" || draw() < 0.5 ? [first, ...events] : events
  }
}

const below = (draw: Draw, limit: number): number => Math.floor(draw() * limit)
const pick = <A>(draw: Draw, from: ReadonlyArray<A>): A => from[below(draw, from.length)]!

/** Mostly in the middle of something, at times when all is quiet. */
const drawPause = (draw: Draw): number => (draw() < 0.85 ? below(draw, 60) : 120)

const words: ReadonlyArray<RunnerWord> = [
  "progress",
  "log",
  "answered",
  "succeed",
  "succeed",
  "succeed",
  "fail",
  "notStarted",
  "die",
  "nothing",
  "clientGone",
  "startWork",
  "startWork",
  "startDeafWork",
  "endWork",
  "talk",
  "endClient",
  "startBroker"
]

const queries: ReadonlyArray<Query> = [
  "get",
  "get",
  "list",
  "list",
  "wait",
  "result",
  "follow",
  "cancel",
  "cancel",
  "abandon",
  "reconcile",
  "prune",
  "rebuildIndex",
  "timeline",
  "find",
  "findAny",
  "getNobody",
  "misuse",
  "readLog",
  "followLog",
  "followAll",
  "settled"
]

const tearable: ReadonlyArray<FactName> = [
  "created",
  "claim",
  "work",
  "cancel",
  "result",
  "outcome",
  "workStopped",
  "read"
]

const touches: ReadonlyArray<ProcessAct> = [
  "SIGTERM",
  "SIGTERM",
  "SIGINT",
  "SIGHUP",
  "SIGBREAK",
  "kill",
  "kill",
  "kill",
  "leaveDefunct",
  "stop",
  "continue",
  "recycle",
  "deny",
  "allow",
  "drain",
  "interrupt"
]

const failing = [
  "submit",
  "publishOnce",
  "standing",
  "facts",
  "putProgress",
  "arm",
  "index",
  "active",
  "settled",
  "appendLog",
  "remove"
]

const drawAct = (draw: Draw, cast: Cast): LifeAct => {
  const who = () => below(draw, SimulatedCast.size(cast))
  const job = () => below(draw, 3)
  const chance = draw()
  if (chance < 0.3) return { do: "tell", job: job(), word: pick(draw, words) }
  if (chance < 0.55) return { do: pick(draw, queries), who: who(), job: job() }
  if (chance < 0.72) {
    // Owners above all.
    return { do: pick(draw, touches), who: draw() < 0.6 ? 0 : who() }
  }
  if (chance < 0.78) return { do: "pass", millis: pick(draw, [10, 60, 310, 1_100, 2_100]) }
  if (chance < 0.81) return { do: "step", millis: pick(draw, [-3_600_000, -70, 70, 3_600_000]) }
  if (chance < 0.83) return { do: "suspend", millis: pick(draw, [500, 3_600_000]) }
  if (chance < 0.835) return { do: "tear", job: job(), fact: pick(draw, tearable) }
  if (chance < 0.845) return { do: "disk", full: draw() < 0.7 }
  if (chance < 0.855) {
    const operations = 1 + below(draw, 8)
    return { do: "crash", who: draw() < 0.7 ? 0 : who(), operations, landed: draw() < 0.5 }
  }
  if (chance < 0.87) {
    return {
      do: "fail",
      operation: pick(draw, failing),
      reason: pick(draw, ["NoSpace", "Unexpected", "NotWritable"] as const),
      times: pick(draw, [1, 2, 9]),
      landed: draw() < 0.3
    }
  }
  if (chance < 0.88) return { do: "reboot" }
  if (chance < 0.9) {
    return { do: "exit", who: 0, code: pick(draw, [0, 1]), uncaught: draw() < 0.3 }
  }
  if (chance < 0.905) return { do: "endSession", who: cast === "small" ? 2 : 6 }
  if (cast === "small") return { do: "get", who: 1, job: 0 }
  if (chance < 0.93) return { do: "submit", who: who(), plan: drawPlan(draw) }
  if (chance < 0.96) return { do: "launch", who: who(), plan: drawPlan(draw) }
  if (chance < 0.98) return { do: "own", who: who(), job: job() }
  return { do: "run", who: who(), plan: drawPlan(draw) }
}

const drawPlan = (draw: Draw): JobPlan => ({
  command: draw() < 0.4,
  dedicated: draw() < 0.3,
  upstream: draw() < 0.1,
  stubborn: draw() < 0.15,
  timeMillis: pick(draw, [0, 0, 60, 1_000]),
  silenceMillis: pick(draw, [0, 0, 0, 60]),
  session: draw() < 0.3,
  onEnd: draw() < 0.2,
  ...(draw() < 0.2 ? { adopt: pick(draw, ["kill", "leave"] as const) } : {}),
  ...(draw() < 0.2 ? { recover: pick(draw, ["result", "failure", "breaks"] as const) } : {}),
  ...(draw() < 0.1 ? { startsLast: true } : {})
})
