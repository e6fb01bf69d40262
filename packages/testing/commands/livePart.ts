import { parentPort } from "node:worker_threads"
import type { Cast, TallyRows } from "../src/simulator/index.ts"

// A worker thread that lives the lives of the stretches of seeds that it is sent, and says of each what
// came of it.

/** Which lives: those of the seeds from `from` up to `to`, without that one. */
export interface LivePart {
  readonly cast: Cast
  readonly from: number
  readonly to: number
}

/** What came of them. */
export interface PartLived extends LivePart {
  readonly rows: TallyRows
  /** The most steps that one took, and its seed. */
  readonly longest: { readonly seed: number; readonly steps: number }
  readonly broken: ReadonlyArray<{ readonly seed: number; readonly told: string }>
}

// Effect keeps the asynchronous context of each suspended fiber where Node offers it. Nothing here
// has one, and keeping it takes a tenth of the time.
Object.defineProperty(process, "getBuiltinModule", { value: undefined })
// Nobody reads where the errors of a life were made: who replays it is told.
Error.stackTraceLimit = 0
const { Tally, drawLife, live, replayCommand } = await import("../src/simulator/index.ts")

/** More than these tell nothing new. */
const mostBroken = 5

const livePart = ({ cast, from, to }: LivePart): PartLived => {
  const tally = new Tally()
  const broken: Array<{ seed: number; told: string }> = []
  let longest = { seed: from, steps: 0 }
  for (let seed = from; seed < to && broken.length < mostBroken; seed++) {
    const lived = live(drawLife(cast, seed))
    tally.add(lived)
    if (lived.world.step > longest.steps) longest = { seed, steps: lived.world.step }
    const { life, violation } = lived
    if (violation !== null) {
      broken.push({ seed, told: `${violation.law}: ${violation.what}\n  ${replayCommand(life)}` })
    }
  }
  return { cast, from, to, rows: tally.rows(), longest, broken }
}

parentPort?.on("message", (part: LivePart) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
  parentPort?.postMessage(livePart(part))
})
