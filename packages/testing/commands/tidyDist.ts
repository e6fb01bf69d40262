import * as fs from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import { removeOrphans } from "./removeOrphans.ts"

// Run after the compiler, which leaves in `dist` what it once made of sources that are gone, where it
// would be packed. (Not without the compiler: what is missing there it makes only of a changed source.)

interface Build {
  readonly input: Readonly<Record<string, string>>
}

/** The names that a package's bundler gives to what it makes. */
const bundlesOf = async (folder: string): Promise<ReadonlySet<string>> => {
  const file = path.join(folder, "rolldown.config.mjs")
  if (!fs.existsSync(file)) return new Set()
  const config = (await import(file)) as { readonly default: Build | ReadonlyArray<Build> }
  const builds = [config.default].flat() as ReadonlyArray<Build>
  return new Set(builds.flatMap(({ input }) => Object.keys(input).map((name) => `${name}.mjs`)))
}

const packages = fileURLToPath(new URL("../../", import.meta.url))
for (const name of fs.readdirSync(packages)) {
  const folder = path.join(packages, name)
  for (const gone of removeOrphans(folder, await bundlesOf(folder))) {
    console.log(`removed packages/${name}/dist/${gone}: no source stands behind it`)
  }
}
