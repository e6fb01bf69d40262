import "./onlyFromSource.ts"
import { explore, largeAlphabets, smallAlphabets } from "../src/explorer/index.ts"

// Lives every order of some alphabets and prints how many there are:
//   npx --yes pnpm@12 explore [--large] [--most STATES] [NAME…]

const words = process.argv.slice(2)
const flag = (name: string): string | undefined => {
  const at = words.indexOf(name)
  return at < 0 ? undefined : words.splice(at, 2)[1]
}
const mostStates = Number(flag("--most") ?? Infinity)
const isLarge = words.includes("--large")
const names = words.filter((word) => word !== "--large")
const all = isLarge || names.length > 0 ? [...smallAlphabets, ...largeAlphabets] : smallAlphabets
const chosen = names.length > 0 ? all.filter(({ name }) => names.includes(name)) : all

console.log(["states", "orders", "ends", "longest", "lived", "ms", "letters"].join("\t"))
for (const alphabet of chosen) {
  const before = performance.now()
  const { broken, complete, ends, lived, longest, orders, states } = explore(alphabet, {
    mostStates
  })
  const millis = Math.round(performance.now() - before)
  const ways = complete ? orders : "?"
  console.log([states, ways, ends, longest, lived, millis, alphabet.name].join("\t"))
  if (broken === null) continue
  console.log(`\n${broken.law}: ${broken.what}\n  ${broken.chosen.join("\n  ")}\n`)
  process.exitCode = 1
}
