import { once } from "node:events"
import * as v8 from "node:v8"
import { Worker } from "node:worker_threads"
import type { LivePart, PartLived } from "./livePart.ts"

// What lives as long as a life is over with it: V8 is not to make it among what is kept (0020).
v8.setFlagsFromString("--no-allocation-site-pretenuring")

/** How many lives are lived, and kept, at a time. */
export const partSize = 5_000

/** The parts of the lives of one cast with the seeds from `from` on. */
export const partsOf = (cast: LivePart["cast"], lives: number, from = 1): ReadonlyArray<LivePart> =>
  Array.from({ length: Math.ceil(lives / partSize) }, (_, nth) => ({
    cast,
    from: from + nth * partSize,
    to: from + Math.min(lives, (nth + 1) * partSize)
  }))

/**
 * Lives all parts and hands on what came of each: in so many threads at once, each of which lives one
 * part after the other, since it takes the first thousand lives of a thread until it is fast.
 */
export const liveMany = async (
  parts: ReadonlyArray<LivePart>,
  cores: number,
  done: (part: PartLived) => void
): Promise<void> => {
  const left = [...parts]
  const work = async (): Promise<void> => {
    const worker = new Worker(new URL("./livePart.ts", import.meta.url), {
      execArgv: ["--conditions=source"],
      resourceLimits: { maxYoungGenerationSizeMb: 256 }
    })
    const ends = new Promise<never>((_, reject) => {
      worker.once("error", reject)
      worker.once("exit", (code) => reject(new Error(`a worker ended with code ${code}`)))
    })
    // That it ends when all is lived is none of anybody's trouble.
    ends.catch(() => {})
    try {
      for (let part = left.shift(); part !== undefined; part = left.shift()) {
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
        worker.postMessage(part)
        const [lived] = await Promise.race([once(worker, "message"), ends])
        done(lived as PartLived)
      }
    } finally {
      await worker.terminate()
    }
  }
  await Promise.all(Array.from({ length: Math.min(cores, parts.length) }, work))
}
