import * as path from "node:path"
import type { OutputOptions, Plugin, RolldownOptions } from "rolldown"
import { rolldown } from "rolldown"

const config = (await import(new URL("../rolldown.config.mjs", import.meta.url).href)) as {
  readonly default: RolldownOptions & {
    readonly output: OutputOptions
    readonly plugins: ReadonlyArray<Plugin>
  }
  readonly buildPart: (source: string, head: string) => Promise<string>
}

/** Builds the bundle as it is shipped, into a folder of the test's, and answers its file. */
export const buildBundle = async (
  folder: string,
  ...more: ReadonlyArray<Plugin>
): Promise<string> => {
  const { output, plugins, ...input } = config.default
  const bundle = await rolldown({ ...input, plugins: [...plugins, ...more] })
  await bundle.write({ ...output, dir: folder })
  await bundle.close()
  return path.join(folder, "job-companion.mjs")
}

/** Builds a file that answers first, as the bundle puts it in, and answers its text. */
export const buildPart = (source: string): Promise<string> => config.buildPart(source, "")
