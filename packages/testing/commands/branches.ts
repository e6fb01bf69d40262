import "./onlyFromSource.ts"
import * as fs from "node:fs"
import { Session } from "node:inspector"
import { fileURLToPath } from "node:url"
import { directedLives, drawLife, live, Tally } from "../src/simulator/index.ts"

// Lives lives and prints which branches of the engine none of them took:
//   branches.ts [--lives N] [FILE…]
// A file is named by how its path ends; without names all of the engine is looked at, and without
// `--lives` 300 of each world are drawn. Exits with 1 when a branch was not taken.

const words = process.argv.slice(2)
const at = words.indexOf("--lives")
const lives = at < 0 ? 300 : Number(words.splice(at, 2)[1])

const session = new Session()
session.connect()
session.post("Profiler.enable")
session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true })

// The tally asks the engine's table about everything that anybody tried to record.
const tally = new Tally()
for (const life of directedLives()) tally.add(live(life))
for (let seed = 1; seed <= lives; seed++) {
  tally.add(live(drawLife("small", seed)))
  tally.add(live(drawLife("full", seed)))
}

session.post("Profiler.takePreciseCoverage", (error, coverage) => {
  if (error !== null) throw error
  for (const { functions, url } of coverage.result) {
    if (!url.includes("/packages/engine/src/")) continue
    if (words.length > 0 && !words.some((name) => url.endsWith(name))) continue
    // Types are blanked out when a file is loaded, so that every place in it stays the same.
    const source = fs.readFileSync(fileURLToPath(url), "utf8")
    const missed = functions
      .flatMap(({ ranges }) => ranges)
      .filter(({ count }) => count === 0)
      .map(({ endOffset, startOffset }) => ({
        line: source.slice(0, startOffset).split("\n").length,
        text: source.slice(startOffset, endOffset).replaceAll(/\s+/g, " ").trim()
      }))
    for (const { line, text } of missed) {
      console.log(`${url.slice(url.indexOf("/src/") + 5)}:${line}: ${text.slice(0, 100)}`)
      process.exitCode = 1
    }
  }
})
