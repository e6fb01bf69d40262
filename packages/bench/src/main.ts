// Measures on this machine, in one run: npx --yes pnpm@12 bench [rounds]
import * as os from "node:os"
import { measureInProcess } from "./inProcess.ts"
import { measureWholeProcess } from "./wholeProcess.ts"

const rounds = Number(process.argv[2] ?? 41)
const cpu = os.cpus()[0]?.model ?? "unknown processor"
console.log(`${os.type()} ${os.release()}, ${os.cpus().length} × ${cpu}, Node ${process.version}`)
await measureWholeProcess(rounds)
await measureInProcess(rounds * 5)
