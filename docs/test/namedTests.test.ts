import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import { documents, workspace } from "./documents.ts"
import { namedTestsIn } from "./namedTests.ts"
import { needs } from "./needs.ts"

const naming = documents().filter((document) => namedTestsIn(document).length > 0)

describe("the tests that the documents name", () => {
  it("are named by the laws and by the failures", () => {
    const names = naming.map(({ name }) => name)
    assert.includeMembers(names, ["docs/failures.md", "docs/invariants.md"])
  })

  for (const document of naming) {
    it(`in ${document.name} exist, and what they need can be found out`, () => {
      const wrong = namedTestsIn(document).flatMap(({ file, needs: needed, title }) => {
        const unknown = needed.filter((need) => !(need in needs))
        const told = unknown.map((need) => `nobody knows how to find out about ${need}: "${title}"`)
        const whole = path.join(workspace, file)
        if (!fs.existsSync(whole)) return [...told, `${file} does not exist`]
        const source = fs.readFileSync(whole, "utf8")
        const there = [`"${title}"`, `\`${title}\``].some((quoted) => source.includes(quoted))
        return there ? told : [...told, `${file} has no test "${title}"`]
      })
      assert.deepStrictEqual(wrong, [])
    })

    it(`in ${document.name} are all list entries that look like one`, () => {
      const entries = document.text.match(/^- `[^`]+\.ts`:/gm) ?? []
      assert.strictEqual(entries.length, namedTestsIn(document).length)
    })
  }
})
