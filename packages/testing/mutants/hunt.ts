import { drawLife, live, shrinkLife, tellLife } from "../src/simulator/index.ts"
import { isPlanted } from "./plant.ts"

// Lives lives with one mistake planted until a law is broken, and prints what it took.

const most = Number(process.argv[2] ?? 20_000)
const tells = process.argv.includes("--tell")

const hunt = () => {
  for (let lives = 1; lives <= most; lives++) {
    const life = drawLife(lives % 4 === 0 ? "full" : "small", lives)
    const { violation } = live(life)
    if (violation === null) continue
    const small = shrinkLife(life, (one) => live(one).violation?.law === violation.law)
    if (tells) console.error(tellLife(live(small)))
    return { lives, law: violation.law, what: live(small).violation?.what, life: small }
  }
  return { lives: most, law: null }
}

const found = hunt()
if (!isPlanted()) throw new Error("the file of the mutant was never loaded")
console.log(JSON.stringify(found))
