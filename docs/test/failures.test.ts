import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import { workspace } from "./documents.ts"
import { namedTestsIn } from "./namedTests.ts"

const read = (name: string): string =>
  fs.readFileSync(path.join(workspace, "docs", `${name}.md`), "utf8")

const laws = new Set([...read("invariants").matchAll(/^## (I\d+ \S+)$/gm)].map(([, law]) => law!))

const sections = read("failures")
  .split(/^## (?=F\d)/m)
  .slice(1)

/** What a section says under one of the words that begin its parts. */
const partOf = (section: string, word: string): string | undefined =>
  new RegExp(`^${word}:(.*?)(?=^[A-Z][a-z ]+:|(?![^]))`, "ms").exec(section)?.[1]

describe("docs/failures.md", () => {
  it("describes F01 to F60, in that order", () => {
    assert.deepStrictEqual(
      sections.map((section) => section.slice(0, 3)),
      Array.from({ length: 60 }, (_, at) => `F${String(at + 1).padStart(2, "0")}`)
    )
  })

  for (const section of sections) {
    const [title = ""] = section.split("\n")
    it(`${title}: names its law, its files and its tests, or says why not`, () => {
      const quoted = section.match(/\bI\d+ [a-z]+(?:-[a-z]+)+/g) ?? []
      assert.deepStrictEqual(
        quoted.filter((law) => !laws.has(law)),
        []
      )
      const files = [...section.matchAll(/`(packages\/[^`]+\.ts)`(?!:)/g)].map(([, file]) => file!)
      assert.deepStrictEqual(
        files.filter((file) => !fs.existsSync(path.join(workspace, file))),
        []
      )
      if (partOf(section, "Not ours") !== undefined) {
        return assert.isNotEmpty(partOf(section, "Adapter") ?? "", "nobody answers it")
      }
      assert.isNotEmpty(quoted, "no law answers it")
      assert.isNotEmpty(files, "no file holds it")
      for (const word of ["With fakes", "With real processes"]) {
        const text = partOf(section, word) ?? ""
        const tests = namedTestsIn({ name: "docs/failures.md", text })
        assert.isTrue(
          tests.length > 0 || /^ none[;,:] \S/.test(text),
          `${word}: neither a test nor why not`
        )
      }
    })
  }
})
