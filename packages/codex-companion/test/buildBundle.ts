import * as path from "node:path"
import type { OutputOptions, RolldownOptions } from "rolldown"
import { rolldown } from "rolldown"

/** Builds the bundle as it is shipped, into a folder of the test's, and answers its file. */
export const buildBundle = async (folder: string): Promise<string> => {
  const { default: config } = (await import(
    new URL("../rolldown.config.mjs", import.meta.url).href
  )) as { readonly default: RolldownOptions & { readonly output: OutputOptions } }
  const { output, ...input } = config
  const bundle = await rolldown(input)
  await bundle.write({ ...output, dir: folder })
  await bundle.close()
  return path.join(folder, "job-companion.mjs")
}
