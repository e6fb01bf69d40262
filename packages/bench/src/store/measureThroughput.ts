import { summarise } from "../median.ts"
import { withWorkers, Worker } from "../stress/Worker.ts"
import * as path from "node:path"
import type { Burst, BurstDone } from "./burstWorker.ts"

/** How many whole jobs (submit, settle, durable each) so many processes get through on one store. */
export const measureThroughput = async (
  folder: string,
  program: string,
  processes: number,
  rounds: number
): Promise<void> => {
  const workers = Array.from({ length: processes }, () => new Worker(program, ["burst"]))
  const perSecond = { raw: [] as Array<number>, ours: [] as Array<number> }
  const slowest = { raw: [] as Array<number>, ours: [] as Array<number> }
  await withWorkers(workers, async () => {
    for (let round = 0; round < 2 * rounds + 2; round++) {
      const kind = round % 2 === 0 ? "raw" : "ours"
      const root = path.join(folder, `burst-${kind}`)
      const done = await Promise.all(
        workers.map((worker, n) => {
          const burst: Burst = {
            kind,
            root,
            first: (round * processes + n) * 10_000,
            millis: 1_000
          }
          return worker.ask<BurstDone>(burst)
        })
      )
      // The first round of each makes the folders.
      if (round < 2) continue
      const rates = done.map(({ jobs, millis }) => (jobs / millis) * 1_000)
      perSecond[kind].push(rates.reduce((sum, rate) => sum + rate, 0))
      slowest[kind].push(Math.min(...rates))
    }
  })
  console.log(
    `\n${processes} processes on one store, jobs a second (submit and settle, with fsync)`
  )
  for (const kind of ["raw", "ours"] as const) {
    const { median, least, greatest } = summarise(perSecond[kind])
    const share = summarise(slowest[kind]).median
    const floor = summarise(perSecond.raw).median
    console.log(
      `  ${kind.padEnd(6)} ${median.toFixed(0).padStart(7)} (${least.toFixed(0)} to ${greatest.toFixed(0)}), ` +
        `slowest process ${share.toFixed(0)}, ${(median / floor).toFixed(2)}x of raw`
    )
  }
}
