import "./onlyFromSource.ts"
import * as fs from "node:fs"
import * as path from "node:path"
import { Tally } from "../src/simulator/index.ts"
import { liveMany, partsOf } from "./liveMany.ts"
import type { LivePart, PartLived } from "./livePart.ts"

// Lives many lives, in parts that are kept in a folder: what was lived is not lived again.
//   npx --yes pnpm@12 lives --state FOLDER [--small N] [--full N] [--from SEED] [--cores N] [--told]
// --told only tells what the folder holds.

const flag = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? undefined : process.argv[at + 1]
}
const folder = flag("state")
if (folder === undefined) throw new Error("say where to keep what was lived: --state FOLDER")
const from = Number(flag("from") ?? 1)
const cores = Number(flag("cores") ?? 1)
fs.mkdirSync(folder, { recursive: true })

const fileOf = ({ cast, from, to }: LivePart) => path.join(folder, `${cast}-${from}-${to}.json`)

const keep = (part: PartLived): void => {
  const half = `${fileOf(part)}.half`
  fs.writeFileSync(half, JSON.stringify(part))
  fs.renameSync(half, fileOf(part))
  for (const { seed, told } of part.broken) console.log(`${part.cast} life ${seed}: ${told}`)
}

const tell = (): void => {
  const tally = new Tally()
  const lived = new Map<string, number>()
  const longest = new Map<string, PartLived["longest"]>()
  let broken = 0
  for (const name of fs.readdirSync(folder).filter((one) => one.endsWith(".json"))) {
    const part = JSON.parse(fs.readFileSync(path.join(folder, name), "utf8")) as PartLived
    tally.merge(part.rows, part.to - part.from)
    broken += part.broken.length
    lived.set(part.cast, (lived.get(part.cast) ?? 0) + part.to - part.from)
    const most = longest.get(part.cast)
    if (most === undefined || part.longest.steps > most.steps) longest.set(part.cast, part.longest)
  }
  for (const [cast, count] of lived) {
    const most = longest.get(cast)!
    console.log(`${count} ${cast} lives; the longest took ${most.steps} steps (seed ${most.seed})`)
  }
  console.log(`${broken} broke a law`)
  for (const [kind, rows] of tally.rows()) {
    console.log(`\n${kind}`)
    for (const [row, count] of rows) console.log(`${String(count).padStart(12)}  ${row}`)
  }
  if (broken > 0) process.exitCode = 1
}

if (!process.argv.includes("--told")) {
  const small = partsOf("small", Number(flag("small") ?? 0), from)
  const full = partsOf("full", Number(flag("full") ?? 0), from)
  // Both come on alike, wherever it is stopped.
  const share = ({ cast, from: first }: LivePart) =>
    first / (cast === "small" ? small.length : full.length)
  const parts = [...small, ...full].toSorted((one, other) => share(one) - share(other))
  await liveMany(
    parts.filter((part) => !fs.existsSync(fileOf(part))),
    cores,
    keep
  )
}
tell()
