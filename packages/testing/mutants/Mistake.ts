import { catalogue } from "./catalogue.ts"

const name = process.env["JOB_MUTANT"]
const mutant = catalogue.find((one) => one.name === name)
if (name !== undefined && mutant === undefined) throw new Error(`there is no mutant "${name}"`)
let made = mutant === undefined

/** The mistake that `JOB_MUTANT` names, made while the source is read. No file changes. */
export const Mistake = {
  mutant,
  /** Whether it was made, if there is one. */
  isMade: (): boolean => made,
  /** The source of a file with the mistake in it. */
  in: (file: string, source: string): string => {
    if (mutant === undefined || !file.endsWith(`/${mutant.file}`)) return source
    const parts = source.split(mutant.find)
    if (parts.length !== 2) {
      throw new Error(`"${mutant.find}" does not stand once in ${mutant.file}`)
    }
    made = true
    return parts.join(mutant.replace)
  }
}
