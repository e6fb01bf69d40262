import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import { codeBlocks } from "./codeBlocks.ts"
import { workspace } from "./documents.ts"

type Exports = Readonly<Record<string, string | Readonly<Record<string, string>>>>

/** Where the packages are that a registry is to have: all but the benchmarks. */
const published = ["engine", "node", "testing", "cli", "codex-companion"]

const withoutSource = (exports: Exports): Exports =>
  Object.fromEntries(
    Object.entries(exports).map(([key, target]) => {
      if (typeof target === "string") return [key, target]
      const { source: _, ...others } = target
      return [key, others]
    })
  )

// `npx --yes pnpm@12 outside` packs them, and looks at what a dependent gets.
describe("what a package says of itself", () => {
  for (const name of published) {
    const folder = path.join(workspace, "packages", name)
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, "package.json"), "utf8"))

    it(`${name} has a README of sixty lines at most, with an example that is run`, () => {
      const text = fs.readFileSync(path.join(folder, "README.md"), "utf8")
      assert.isAtMost(text.split("\n").length, 60)
      const blocks = codeBlocks({ name: "README.md", text })
      assert.isTrue(blocks.some(({ marks }) => marks.includes("run")))
    })

    it(`${name} says what it is, under which licence, and which Node it needs`, () => {
      assert.isString(manifest.description)
      assert.isNotEmpty(manifest.keywords)
      assert.strictEqual(manifest.license, "MIT")
      assert.strictEqual(manifest.engines.node, ">=22.19.0")
    })

    it(`${name} brings nothing along but Effect and packages of ours`, () => {
      const others = Object.keys(manifest.dependencies).filter(
        (dependency) => dependency !== "effect" && !dependency.startsWith("@job-lifecycle/")
      )
      assert.deepStrictEqual(others, [])
    })

    it(`${name} exports to strangers what it exports here, without its sources, and its package.json`, () => {
      assert.deepStrictEqual(manifest.publishConfig.exports, withoutSource(manifest.exports))
      assert.strictEqual(manifest.exports["./package.json"], "./package.json")
    })
  }
})
