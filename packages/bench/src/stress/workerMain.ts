// The program of every process that a stress run starts: node worker.mjs WHAT [ARG…]. The module
// that dies at a step comes first, so that it is there before any file operation of the store.
import { dyingAt } from "./storm/dieAtStep.ts"
import { readerWorker } from "./contention/readerWorker.ts"
import { rivalWorker } from "./contention/rivalWorker.ts"
import { burstWorker } from "../store/burstWorker.ts"
import { listWorker } from "../store/listWorker.ts"
import { racerWorker } from "./races/racerWorker.ts"
import { judgeWorker } from "./storm/judgeWorker.ts"
import { stormWorker } from "./storm/stormWorker.ts"

const acts: Record<string, (...args: Array<string>) => Promise<void>> = {
  storm: (root = "", role = "", seed = "") => stormWorker(root, role, seed),
  judge: (root = "") => judgeWorker(root),
  rival: (number = "") => rivalWorker(Number(number)),
  reader: () => readerWorker(),
  racer: (root = "", self = "") => racerWorker(root, self),
  burst: () => burstWorker(),
  list: (root = "", limit = "") => listWorker(root, Number(limit))
}

const [what = "", ...args] = process.argv.slice(2)
const act = acts[what]
if (act === undefined) throw new Error(`there is no "${what}" (to die at ${dyingAt})`)
await act(...args)
