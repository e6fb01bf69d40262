import { assert } from "@effect/vitest"
import * as path from "node:path"
import { Misfit } from "../../src/install/Misfit.ts"
import { PluginFolder } from "../../src/install/PluginFolder.ts"
import { withFolder } from "../withFolder.ts"
import type { Patched } from "./before.ts"
import { before } from "./before.ts"
import { contentOf } from "./contentOf.ts"
import { copyOwnPlugin } from "./ownPlugin.ts"

const build = (name: string) => Buffer.from(`// ${name}\n`)

/** Runs `body` with a copy of the plugin and its content before. */
export const withPlugin = (
  body: (
    copy: string,
    open: (name?: string) => PluginFolder,
    asItWas: Record<string, string>
  ) => void | Promise<void>
) =>
  withFolder((folder) => {
    const copy = copyOwnPlugin(folder)
    return body(copy, (name = "build") => new PluginFolder(copy, build(name)), contentOf(copy))
  })

export const inScripts = (copy: string, file: string) => path.join(copy, "scripts", file)
export const kept = "lib/job-companion-originals"

/** It is refused for that reason, and nothing is changed. */
export const refused = (copy: string, act: () => unknown, why: RegExp) => {
  const asItStood = contentOf(copy)
  let said: unknown = null
  try {
    act()
  } catch (error) {
    said = error
  }
  assert.instanceOf(said, Misfit)
  assert.match((said as Misfit).message, why)
  assert.deepStrictEqual(contentOf(copy), asItStood)
}

/** Breaks `body` off at one of these operations, the one after `others`, and says whether it came to that. */
export const brokenOff = (name: Patched, others: number, body: () => unknown): boolean => {
  let left = others
  const end = () => {
    if (left-- === 0) throw new Error("broken off")
  }
  try {
    before(name, end, body)
    return false
  } catch (error) {
    if ((error as Error).message !== "broken off") throw error
    return true
  }
}
