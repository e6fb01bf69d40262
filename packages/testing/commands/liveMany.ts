import { Worker } from "node:worker_threads"
import type { LivePart, PartLived } from "./livePart.ts"

/** How many lives one worker lives before it is replaced. */
export const partSize = 5_000

/** The parts of the lives of one cast with the seeds from `from` on. */
export const partsOf = (cast: LivePart["cast"], lives: number, from = 1): ReadonlyArray<LivePart> =>
  Array.from({ length: Math.ceil(lives / partSize) }, (_, nth) => ({
    cast,
    from: from + nth * partSize,
    to: from + Math.min(lives, (nth + 1) * partSize)
  }))

/** Lives all parts, so many at once, each in a thread of its own, and hands on what came of each. */
export const liveMany = async (
  parts: ReadonlyArray<LivePart>,
  cores: number,
  done: (part: PartLived) => void
): Promise<void> => {
  const left = [...parts]
  const work = async (): Promise<void> => {
    for (let part = left.shift(); part !== undefined; part = left.shift()) {
      done(await livePart(part))
    }
  }
  await Promise.all(Array.from({ length: cores }, work))
}

const livePart = (part: LivePart): Promise<PartLived> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./livePart.ts", import.meta.url), {
      workerData: part,
      execArgv: ["--conditions=source"],
      resourceLimits: { maxYoungGenerationSizeMb: 256 }
    })
    worker.once("message", resolve)
    worker.once("error", reject)
    worker.once("exit", (code) => reject(new Error(`a worker ended with code ${code}`)))
  })
