// Before a run, `node main.ts roll FILE` writes down what is there. After it, `node main.ts census FILE
// MARK` prints the processes that the run has left in this folder, and exits with 1 when there are any.
import { readFileSync, writeFileSync } from "node:fs"
import { takeCensus, takeRoll } from "./takeCensus.ts"

const [verb, file = "", mark = ""] = process.argv.slice(2)
if (verb === "roll") writeFileSync(file, JSON.stringify([...takeRoll()]))
else {
  const before = new Set<string>(JSON.parse(readFileSync(file, "utf8")))
  const survivors = takeCensus({ mark, before, workspace: process.cwd() }).filter(
    ({ pid }) => pid !== process.pid
  )
  for (const { pid, command } of survivors) console.log(`${pid} ${command}`)
  process.exitCode = survivors.length > 0 ? 1 : 0
}
