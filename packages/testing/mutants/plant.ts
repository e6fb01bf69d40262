import { registerHooks } from "node:module"
import { catalogue } from "./catalogue.ts"

// Loaded before everything else: makes one mistake in the source while it is read. No file changes.

const name = process.env["JOB_MUTANT"]
const mutant = catalogue.find((one) => one.name === name)
if (name !== undefined && mutant === undefined) throw new Error(`there is no mutant "${name}"`)
let planted = false

if (mutant !== undefined) {
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context)
      if (!url.endsWith(mutant.file)) return loaded
      const source = String(loaded.source)
      if (source.split(mutant.find).length !== 2) {
        throw new Error(`"${mutant.find}" does not stand once in ${mutant.file}`)
      }
      planted = true
      return { ...loaded, source: source.replace(mutant.find, () => mutant.replace) }
    }
  })
}

/** Whether the mistake was made. */
export const isPlanted = (): boolean => mutant === undefined || planted
