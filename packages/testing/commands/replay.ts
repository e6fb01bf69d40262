import "./onlyFromSource.ts"
import { lifeOfToken, live, shrinkLife, tellLife } from "../src/simulator/index.ts"

// Lives one life again and tells it:
//   npx --yes pnpm@12 replay TOKEN [--shrink]
// --shrink makes it as small as the law that it breaks allows.

const lifeOf = (token: string) => {
  try {
    return lifeOfToken(token)
  } catch (error) {
    console.error(`replay: ${(error as Error).message}`)
    process.exit(2)
  }
}

const lived = live(lifeOf(process.argv[2] ?? ""))
const { life, violation } = lived
const breaksTheSame = (one: typeof life) => live(one).violation?.law === violation?.law
const isShrunk = violation !== null && process.argv.includes("--shrink")
console.log(tellLife(isShrunk ? live(shrinkLife(life, breaksTheSame)) : lived))
if (violation !== null) process.exitCode = 1
