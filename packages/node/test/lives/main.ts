import type { Cast } from "@job-lifecycle/testing/simulator"
import { lifeOfToken, tellLife } from "@job-lifecycle/testing/simulator"
import { drawDeadlyLife, liveOnFiles, tellSmallest } from "./liveOnFiles.ts"

// Lives whose processes keep their records in files, many or one:
//   node --conditions=source packages/node/test/lives/main.ts small|full FROM COUNT
//   node --conditions=source packages/node/test/lives/main.ts 'TOKEN'

const liveMany = (cast: Cast, from: number, count: number): boolean => {
  for (let seed = from; seed < from + count; seed++) {
    const lived = liveOnFiles(drawDeadlyLife(cast, seed))
    if (lived.violation === null) continue
    console.log(`the ${cast} life of seed ${seed}:\n${tellSmallest(lived)}`)
    return false
  }
  console.log(`${count} ${cast} lives on files, the seeds from ${from} on: none broke a law`)
  return true
}

const liveOne = (token: string): boolean => {
  const lived = liveOnFiles(lifeOfToken(token))
  console.log(tellLife(lived))
  return lived.violation === null
}

const [what = "small", from = "1", count = "1000"] = process.argv.slice(2)
const isWell =
  what === "small" || what === "full" ? liveMany(what, Number(from), Number(count)) : liveOne(what)
if (!isWell) process.exitCode = 1
