import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"
import type { Life } from "../src/simulator/index.ts"
import { drawLife, lifeToken, live, shrinkLife, tellLife } from "../src/simulator/index.ts"
import type { Found } from "./Found.ts"
import { Mistake } from "./Mistake.ts"

// Lives lives with one mistake made until a law is broken, and prints what it took. With
// `--tell` the smallest life that breaks it is told.

const most = Number(process.argv[2] ?? 40_000)
const tells = process.argv.includes("--tell")

/** A life that breaks a law without the mistake says nothing of the mistake. */
const isCleanWithout = (life: Life): boolean => {
  const { JOB_MUTANT: _, NODE_OPTIONS: __, ...env } = process.env
  const program = fileURLToPath(new URL("liveOnce.ts", import.meta.url))
  const { status } = spawnSync(
    process.execPath,
    ["--conditions=source", program, lifeToken(life)],
    { env, stdio: ["ignore", "ignore", "inherit"] }
  )
  return status === 0
}

/** One of four is of the full cast. */
const drawn = (seed: number): Life => drawLife(seed % 8 < 6 ? "small" : "full", seed)

const hunt = (): Found => {
  for (let lives = 1; lives <= most; lives++) {
    const life = drawn(lives)
    const { violation } = live(life)
    if (violation === null || !isCleanWithout(life)) continue
    if (tells) {
      const small = shrinkLife(life, (one) => live(one).violation?.law === violation.law)
      console.error(tellLife(live(small)))
    }
    return { by: violation.law, what: violation.what, lives }
  }
  return { by: null, what: "no law was broken", lives: most }
}

const found = hunt()
if (!Mistake.isMade()) throw new Error("the file of the mutant was never loaded")
console.log(JSON.stringify(found))
