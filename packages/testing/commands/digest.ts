import "./onlyFromSource.ts"
import { Fingerprint } from "../src/explorer/index.ts"
import { drawLife, live, tellLife } from "../src/simulator/index.ts"

// Prints one number for everything that happens in the first lives of each world:
//   digest.ts [LIVES]

const lives = Number(process.argv[2] ?? 300)
const digest = new Fingerprint()
for (const cast of ["small", "full"] as const) {
  for (let seed = 1; seed <= lives; seed++) digest.add(tellLife(live(drawLife(cast, seed))))
}
console.log(digest.value)
