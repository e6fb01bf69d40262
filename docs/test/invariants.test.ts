import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import { workspace } from "./documents.ts"
import type { NamedTest } from "./namedTests.ts"
import { namedTestsIn } from "./namedTests.ts"

const text = fs.readFileSync(path.join(workspace, "docs", "invariants.md"), "utf8")

/** One invariant as the document describes it. */
interface Invariant {
  readonly id: string
  readonly name: string
  readonly enforced: ReadonlyArray<string>
  readonly proofs: ReadonlyArray<NamedTest>
  readonly open: boolean
}

const invariants: ReadonlyArray<Invariant> = text
  .split(/^## (?=I\d)/m)
  .slice(1)
  .map((section) => {
    const [, id, name] = /^(I\d+) (\S+)$/m.exec(section) ?? []
    const enforcement = /^Enforced in:(.*?)\n\n/ms.exec(section)?.[1] ?? ""
    return {
      id: id ?? "",
      name: name ?? "",
      enforced: [...enforcement.matchAll(/`([^`]+\.ts)`/g)].map(([, file]) => file!),
      proofs: namedTestsIn({ name: "docs/invariants.md", text: section }),
      open: /^Not proven yet:/m.test(section)
    }
  })

const laws = new Map(invariants.map(({ id, name }) => [id, name]))

describe("docs/invariants.md", () => {
  it("describes I1 to I12, in that order", () => {
    assert.deepStrictEqual(
      invariants.map(({ id }) => id),
      Array.from({ length: 12 }, (_, at) => `I${at + 1}`)
    )
  })

  for (const { id, name, enforced, open, proofs } of invariants) {
    it(`${id} ${name}: the files that enforce it exist, and what proves it is said`, () => {
      assert.isAbove(enforced.length, 0, "no file enforces it")
      for (const file of enforced) {
        assert.isTrue(fs.existsSync(path.join(workspace, file)), `${file} does not exist`)
      }
      assert.isTrue(open || proofs.length > 0, "neither a test nor a word on what is not proven")
    })
  }

  it("the code quotes every invariant by the name that it has here", () => {
    const wrong: Array<string> = []
    for (const file of fs.globSync("packages/*/{src,test}/**/*.ts", { cwd: workspace })) {
      const source = fs.readFileSync(path.join(workspace, file), "utf8")
      for (const [, id, name] of source.matchAll(/\b(I\d+) ([a-z]+(?:-[a-z]+)+)/g)) {
        if (laws.get(id!) !== name) wrong.push(`${file}: ${id} ${name}`)
      }
    }
    assert.deepStrictEqual(wrong, [])
  })
})
