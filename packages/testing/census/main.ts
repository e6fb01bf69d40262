// Prints the processes that carry a mark, and exits with 1 when there are any: node main.ts MARK
import { takeCensus } from "./takeCensus.ts"

const survivors = takeCensus(process.argv[2] ?? "").filter(({ pid }) => pid !== process.pid)
for (const { pid, command } of survivors) console.log(`${pid} ${command}`)
process.exitCode = survivors.length > 0 ? 1 : 0
