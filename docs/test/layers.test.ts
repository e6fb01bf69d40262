import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"

const root = path.resolve(import.meta.dirname, "../..")
const engine = path.join(root, "packages/engine/src")

/** The folders of the engine as CONTRIBUTING.md lists them, and what stands beside them last. */
const layers = [
  ...fs
    .readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8")
    .matchAll(/^\| ((?:`\w+\/`(?:, )?)+|beside them) +\|/gm)
].map(([, names]) => names!.match(/\w+(?=\/)/g) ?? [""])

const layerOf = (folder: string) => layers.findIndex((names) => names.includes(folder))

const files = fs
  .readdirSync(engine, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))

describe("the folders of the engine", () => {
  it("are those that CONTRIBUTING.md lists", () => {
    assert.sameMembers(
      [...new Set(files.map((file) => path.dirname(file)))],
      [".", ...layers.flat().filter((name) => name !== "")]
    )
  })

  it("import from none that CONTRIBUTING.md lists below them", () => {
    const wrong = files.flatMap((file) => {
      const at = path.dirname(file)
      const text = fs.readFileSync(path.join(engine, file), "utf8")
      return [...text.matchAll(/ from "(\.[^"]+)"/g)]
        .map(([, to]) => path.dirname(path.join(at, to!)))
        .filter((to) => layerOf(to === "." ? "" : to) > layerOf(at === "." ? "" : at))
        .map((to) => `${file} imports from ${to}`)
    })
    assert.deepStrictEqual(wrong, [])
  })
})
