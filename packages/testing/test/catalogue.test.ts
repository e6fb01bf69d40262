import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import { catalogue } from "../mutants/catalogue.ts"

const packages = new URL("../../", import.meta.url)

describe("the catalogue of planted mistakes", () => {
  it("has sixty or more, each of a name of its own", () => {
    assert.isAtLeast(catalogue.length, 60)
    assert.strictEqual(new Set(catalogue.map(({ name }) => name)).size, catalogue.length)
  })

  it("still finds the one place of each, and the test that is to find it", () => {
    for (const { by, file, find, name, replace } of catalogue) {
      const source = fs.readFileSync(new URL(file, packages), "utf8")
      assert.lengthOf(source.split(find), 2, `${name}: its text does not stand once in ${file}`)
      assert.notStrictEqual(find, replace, name)
      assert.isTrue(by === undefined || fs.existsSync(new URL(by, packages)), `${name}: ${by}`)
    }
  })
})
