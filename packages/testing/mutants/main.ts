import { spawn } from "node:child_process"
import { readFileSync, writeFileSync } from "node:fs"
import { availableParallelism } from "node:os"
import { fileURLToPath, pathToFileURL } from "node:url"
import { catalogue } from "./catalogue.ts"
import type { Found } from "./Found.ts"
import type { Mutant } from "./Mutant.ts"
import { tableOf } from "./tableOf.ts"
import type { Hunted } from "./tableOf.ts"

// Makes every mistake of the catalogue, each in a process of its own, and says what found it. Ends
// with 1 when one was not found. A word chooses the mistakes whose name or file has it.
// `--lives N`: how many lives are lived at most. `--write FILE`: puts the table there.

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(name)
  return at < 0 ? undefined : process.argv[at + 1]
}
const most = option("--lives") ?? "40000"
const file = option("--write")
const words = process.argv
  .slice(2)
  .filter((word, at, all) => !word.startsWith("--") && !(all[at - 1]?.startsWith("--") ?? false))
const isChosen = (one: Mutant) =>
  words.every((word) =>
    `${one.name} ${one.file} ${one.against} ${one.by ?? "lives"}`.includes(word)
  )

/** Far more than any hunt takes, on a slow machine too. */
const longestMillis = 15 * 60_000

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** What one process printed; its own words where it broke. */
const hunt = ({ by, name }: Mutant): Promise<Found> => {
  const [program, argument] =
    by === undefined ? (["huntByLives.ts", most] as const) : (["huntByTests.ts", by] as const)
  // What a test starts makes the mistake too.
  const planted = `--import=${pathToFileURL(here("plant.ts")).href}`
  const child = spawn(process.execPath, ["--conditions=source", here(program), argument], {
    env: { ...process.env, JOB_MUTANT: name, NODE_OPTIONS: planted },
    timeout: longestMillis,
    killSignal: "SIGKILL"
  })
  let said = ""
  let complained = ""
  child.stdout.on("data", (text) => (said += text))
  child.stderr.on("data", (text) => (complained += text))
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      const last = said.trimEnd().split("\n").at(-1) ?? ""
      const how = signal ?? code
      resolve(
        code === 0
          ? (JSON.parse(last) as Found)
          : { by: null, what: `the hunt ended with ${how}: ${complained.trim()}`, lives: null }
      )
    })
  })
}

const left = catalogue.filter(isChosen)
const hunted = new Map<Mutant, Hunted>()
const total = left.length
const huntAll = async (): Promise<void> => {
  for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
    const before = performance.now()
    const found = await hunt(mutant)
    const millis = Math.round(performance.now() - before)
    hunted.set(mutant, { mutant, found, millis })
    const how = found.by ?? `NOT FOUND: ${found.what}`
    const lives = found.lives === null ? "" : `, ${found.lives} lives`
    console.log(
      `${hunted.size}/${total} ${mutant.name} (${mutant.against}): ${how}${lives}, ${millis} ms`
    )
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, huntAll))
const all = catalogue.flatMap((mutant) => hunted.get(mutant) ?? [])
const survivors = all.filter(({ found }) => found.by === null)
console.log(`${all.length - survivors.length} of ${all.length} were found`)
for (const { found, mutant } of survivors) console.log(`not found: ${mutant.name}: ${found.what}`)
if (file !== undefined) {
  const [head] = readFileSync(file, "utf8").split("<!-- table -->")
  writeFileSync(file, `${head}<!-- table -->\n\n${tableOf(all)}\n`)
}
process.exitCode = survivors.length > 0 || all.length === 0 ? 1 : 0
