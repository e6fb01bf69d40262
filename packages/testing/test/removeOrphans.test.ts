import { assert, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { removeOrphans } from "../commands/removeOrphans.ts"

it("a file of dist that neither a source nor a bundle stands behind is removed, and no other", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "job-lifecycle-orphans-"))
  try {
    const write = (name: string): void => {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      fs.writeFileSync(path.join(folder, name), "")
    }
    const outputs = ["a.js", "a.js.map", "a.d.ts", "a.d.ts.map", "deep/b.js", "a.test.js"]
    const bundles = ["tool.mjs", ".tsbuildinfo", ".test.tsbuildinfo", ".cache/v24/a1"]
    const orphans = ["b.js", "gone.d.ts", "gone.d.ts.map", "left/over/c.js", "deep/old.mjs", "note"]
    for (const source of ["src/a.ts", "src/a.test.ts", "src/deep/b.ts"]) write(source)
    for (const name of [...outputs, ...bundles, ...orphans]) write(path.join("dist", name))
    const removed = removeOrphans(folder, new Set(["tool.mjs"]))
    assert.deepStrictEqual(removed.toSorted(), orphans.toSorted())
    assert.deepStrictEqual(
      fs.readdirSync(path.join(folder, "dist"), { recursive: true }).toSorted(),
      [...outputs, ...bundles, "deep", ".cache", ".cache/v24"].toSorted()
    )
    assert.isTrue(fs.existsSync(path.join(folder, "src/deep/b.ts")))
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
})
