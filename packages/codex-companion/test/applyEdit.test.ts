import { assert, describe, it } from "@effect/vitest"
import { applyEdit } from "../src/install/applyEdit.ts"
import type { Edit } from "../src/install/Edit.ts"
import { dropName, importLine, makeAsync, substitute, takeOver } from "../src/install/Edit.ts"
import { findFunction, fingerprint } from "../src/install/findFunction.ts"

const source = `import fs from "node:fs";
import { one, two } from "./lib.mjs";

export function read(file) {
  if (file) {
    return fs.readFileSync(file, "utf8");
  }
  return "}";
}

function main() {
  read(one);
  read(two);
}

main();
`
const apply = (...edits: ReadonlyArray<Edit>) =>
  edits.reduce((text, edit) => applyEdit("host.mjs", text, edit), source)
const known = fingerprint(findFunction(source, "read")!.text)

describe("an edit of the host's source", () => {
  it("takes a whole function over, and leaves everything else as it was", () => {
    const adapted = apply(
      takeOver("read", [known]),
      importLine('export { read } from "./bundle.mjs";')
    )
    assert.strictEqual(
      adapted,
      source
        .replace(findFunction(source, "read")!.text, "")
        .replace('"./lib.mjs";\n', '"./lib.mjs";\nexport { read } from "./bundle.mjs";\n')
    )
  })

  it("makes callers wait where they are named, so often as was expected", () => {
    const adapted = apply(substitute("main", /read\(/, "await read(", 2), makeAsync("main"))
    assert.include(adapted, "async function main() {\n  await read(one);\n  await read(two);\n}")
    assert.strictEqual(apply(makeAsync("main"), makeAsync("main")), apply(makeAsync("main")))
  })

  it("takes one name out of an import, and the import with its last one", () => {
    assert.include(apply(dropName("one", "./lib.mjs")), 'import { two } from "./lib.mjs";\n')
    const none = apply(dropName("one", "./lib.mjs"), dropName("two", "./lib.mjs"))
    assert.notInclude(none, "./lib.mjs")
  })

  it("is refused, and says why, when the place is not there or not as it is known", () => {
    const misfits: ReadonlyArray<readonly [Edit, RegExp]> = [
      [takeOver("write", [known]), /it has no function write/],
      [takeOver("read", ["0000000000000000"]), /read is not as it was in any version/],
      [substitute("main", /read\(/, ""), /2 times in main, and 1 were expected/],
      [substitute(null, /absent/, ""), /0 times, and 1 were expected/],
      [dropName("three", "./lib.mjs"), /does not import three/],
      [dropName("one", "./other.mjs"), /does not import one from \.\/other\.mjs/]
    ]
    for (const [edit, why] of misfits) assert.throws(() => apply(edit), why)
  })
})
