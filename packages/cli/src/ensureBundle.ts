import * as fs from "node:fs"
import * as path from "node:path"
import { fileURLToPath } from "node:url"
import type { OutputOptions, RolldownOptions } from "rolldown"

const here = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url))

/** The built command. */
export const bundlePath = here("dist/job.mjs")

/** Builds the command unless it is newer than everything that it is made of. For development. */
export const ensureBundle = async (): Promise<void> => {
  const sources = ["rolldown.config.mjs", "src", "../engine/src", "../node/src"].map(here)
  const built = fs.statSync(bundlePath, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (sources.every((source) => newest(source) < built)) return
  const { rolldown } = await import("rolldown")
  const config: { readonly default: ReadonlyArray<RolldownOptions & { output: OutputOptions }> } =
    await import(new URL("../rolldown.config.mjs", import.meta.url).href)
  const builds = await Promise.all(
    config.default.map(async ({ output, ...input }) => ({ output, bundle: await rolldown(input) }))
  )
  for (const name of fs.existsSync(here("dist")) ? fs.readdirSync(here("dist")) : []) {
    // Chunks of an earlier build; what the compiler put there stays.
    if (name.endsWith(".mjs")) fs.rmSync(path.join(here("dist"), name))
  }
  for (const { output, bundle } of builds) {
    await bundle.write(output)
    await bundle.close()
  }
}

const newest = (name: string): number => {
  const stat = fs.statSync(name)
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(
    stat.mtimeMs,
    ...fs.readdirSync(name).map((each) => newest(path.join(name, each)))
  )
}
