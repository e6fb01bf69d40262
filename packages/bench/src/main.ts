// Measures on this machine, in one run: npx --yes pnpm@12 bench [rounds], bench looking [rounds],
// bench death [runs], bench cancel [runs], bench output [MiB] [rounds], bench companion [rounds] or
// bench store …; or, to look for what breaks instead of how long it takes, bench stress …
import * as os from "node:os"
import { measureCancel } from "./cancel/measureCancel.ts"
import { measureCompanion } from "./measureCompanion.ts"
import { measureDeath } from "./death/measureDeath.ts"
import { measureInProcess } from "./measureInProcess.ts"
import { measureLooking } from "./measureLooking.ts"
import { measureStore } from "./store/measureStore.ts"
import { measureOutput } from "./measureOutput.ts"
import { stress } from "./stress/stress.ts"
import { measureWholeProcess } from "./measureWholeProcess.ts"

const [what = "41", ...args] = process.argv.slice(2)
const cpu = os.cpus()[0]?.model ?? "unknown processor"
console.log(`${os.type()} ${os.release()}, ${os.cpus().length} × ${cpu}, Node ${process.version}`)
if (what === "stress") await stress(args)
else if (what === "store") await measureStore(args)
else if (what === "looking") await measureLooking(Number(args[0] ?? 41))
else if (what === "output") await measureOutput(Number(args[0] ?? 1_024), Number(args[1] ?? 5))
else if (what === "death") await measureDeath(Number(args[0] ?? 200))
else if (what === "companion") measureCompanion(Number(args[0] ?? 21), args[1])
else if (what === "cancel") await measureCancel(Number(args[0] ?? 41))
else {
  const rounds = Number(what)
  await measureWholeProcess(rounds)
  await measureInProcess(rounds * 5)
}
