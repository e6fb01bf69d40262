import * as fs from "node:fs"
import * as path from "node:path"
import type { Plugin } from "rolldown"
import type { Edit } from "../../src/install/Edit.ts"
import { findFunction, fingerprint } from "../../src/install/findFunction.ts"
import { buildBundle } from "../buildBundle.ts"

/**
 * A small plugin of our own, laid out as the adapter expects it of the real one: the same files, the same
 * functions, the same places to change. What its functions do is written for these tests.
 */
export const ownPlugin = path.join(import.meta.dirname, "plugin")

/** Puts a fresh copy of it below a folder, and answers where. */
export const copyOwnPlugin = (folder: string): string => {
  const copy = path.join(folder, "plugin")
  fs.cpSync(ownPlugin, copy, { recursive: true })
  return copy
}

/** What the function of that name in that file of it is known by. */
export const knownInOwn = (file: string, name: string): string => {
  const source = fs.readFileSync(path.join(ownPlugin, "scripts", file), "utf8")
  const found = findFunction(source, name)
  if (found === null) throw new Error(`the plugin of our own has no ${name} in ${file}`)
  return fingerprint(found.text)
}

type Adaptations = Readonly<Record<string, ReadonlyArray<Edit>>>

/** The adapter's changes as they are, but that the functions of our own plugin are among the known ones. */
export const forOwnPlugin = (adaptations: Adaptations): Adaptations =>
  Object.fromEntries(
    Object.entries(adaptations).map(([file, edits]) => [
      file,
      edits.map((edit) =>
        edit._tag === "TakeOver"
          ? { ...edit, known: [...edit.known, knownInOwn(file, edit.name)] }
          : edit
      )
    ])
  )

/** Builds the bundle as it is shipped, but that it knows the functions of our own plugin too. */
export const buildOwnBundle = async (folder: string): Promise<string> => {
  const { adaptations } = await import("../../src/install/adaptations.ts")
  const knowing: Plugin = {
    name: "knowing-our-own-plugin",
    transform: {
      filter: { id: /\/install\/adaptations\.ts$/ },
      handler: (code) =>
        `${code.replace("export const adaptations", "const asShipped")}
const known = ${JSON.stringify(knownFunctions(forOwnPlugin(adaptations)))}
export const adaptations = Object.fromEntries(Object.entries(asShipped).map(([file, edits]) => [
  file,
  edits.map((edit) => edit._tag === "TakeOver" ? { ...edit, known: known[file][edit.name] } : edit)
]))`
    }
  }
  return buildBundle(folder, knowing)
}

const knownFunctions = (adaptations: Adaptations) =>
  Object.fromEntries(
    Object.entries(adaptations).map(([file, edits]) => [
      file,
      Object.fromEntries(
        edits.flatMap((edit) => (edit._tag === "TakeOver" ? [[edit.name, edit.known]] : []))
      )
    ])
  )
