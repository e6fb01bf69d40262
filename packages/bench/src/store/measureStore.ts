import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { parseArgs } from "node:util"
import { bundleWorker } from "../stress/bundleWorker.ts"
import { measureListing, removeHistory } from "./measureListing.ts"
import { measureOperations } from "./measureOperations.ts"
import { measureThroughput } from "./measureThroughput.ts"
import { withoutFsync } from "./withoutFsync.ts"

const options = {
  rounds: { type: "string", default: "201" },
  /** How long the histories are that are listed, least first. */
  sizes: { type: "string", default: "50,1000,10000,100000" },
  processes: { type: "string", default: "8" }
} as const

/** `bench store`: what the store's operations cost, against the machine's own limits. */
export const measureStore = async (args: ReadonlyArray<string>): Promise<void> => {
  const { values } = parseArgs({ args: [...args], options })
  const rounds = Number(values.rounds)
  const sizes = values.sizes.split(",").map(Number)
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "job-store-bench-"))
  const inside = (name: string) => path.join(folder, name)
  try {
    const program = await bundleWorker(folder)
    await measureOperations(inside("synced"), rounds, `One fact, with fsync, ${rounds} rounds`)
    await withoutFsync(() =>
      measureOperations(inside("unsynced"), rounds, `One fact, without fsync, ${rounds} rounds`)
    )
    await measureThroughput(folder, program, Number(values.processes), 5)
    await measureListing(folder, program, sizes, rounds)
  } finally {
    removeHistory(folder)
  }
}
