import { OwnerProbe } from "@job-lifecycle/engine"
import { FileJobStore, NodeOwnerProbe } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { inTurn, millisOf, summarise } from "./median.ts"
import { createdOf, idOf } from "./store/sampleFacts.ts"
import { withoutFsync } from "./store/withoutFsync.ts"

const command = path.resolve(import.meta.dirname, "../../cli/dist/job.mjs")
const looks = 1_000

/** `bench looking [rounds]`: what it costs to look at owners, alone and in a listing of open jobs. */
export const measureLooking = async (rounds: number): Promise<void> => {
  const probe = await Effect.runPromise(
    Effect.provide(
      Effect.gen(function* () {
        return yield* OwnerProbe
      }),
      NodeOwnerProbe.layer
    )
  )
  const self = Effect.runSync(probe.self)
  const look = probe.observe(self)
  for (let n = 0; n < 10 * looks; n++) Effect.runSync(look)
  const micros = Array.from({ length: rounds }, () => {
    const before = process.hrtime.bigint()
    for (let n = 0; n < looks; n++) Effect.runSync(look)
    return Number(process.hrtime.bigint() - before) / 1e3 / looks
  })
  const { median, least, greatest } = summarise(micros)
  console.log(`\nOne look at a living owner, ${rounds} rounds of ${looks}`)
  console.log(
    `  ${median.toFixed(1)} µs (${least.toFixed(1)} to ${greatest.toFixed(1)}), goal 15 µs: ${median <= 15 ? "met" : "MISSED"}`
  )

  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "job-looking-"))
  try {
    const full = path.join(folder, "full")
    await withoutFsync(() => {
      const store = FileJobStore.make({ root: full })
      for (let n = 0; n < looks; n++) {
        const created = createdOf(idOf(n), true)
        const claim = { ...created.claim!, owner: self }
        Effect.runSync(store.submit({ ...created, submitter: self, claim }))
      }
    })
    const status = (root: string) =>
      millisOf(() => {
        const { status: code, stdout } = spawnSync(
          process.execPath,
          [command, "status", "--root", root],
          { encoding: "utf8", maxBuffer: 2 ** 26 }
        )
        const lines = stdout.trimEnd().split("\n").length
        const right = root === full ? lines > looks : lines === 1
        if (code !== 0 || !right) throw new Error(`status exited with ${code}, ${lines} lines`)
      })
    const results = await inTurn(rounds, [
      { name: "empty", once: () => status(path.join(folder, "empty")) },
      { name: "full", once: () => status(full) }
    ])
    const [empty, all] = [results.get("empty")!.median, results.get("full")!.median]
    console.log(`\njob status as a whole process, ${rounds} rounds`)
    console.log(`  no job at all     ${empty.toFixed(1)} ms`)
    console.log(
      `  ${looks} open jobs    ${all.toFixed(1)} ms, ${(all - empty).toFixed(1)} ms above, goal 60 ms: ${all - empty <= 60 ? "met" : "MISSED"}`
    )
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}
