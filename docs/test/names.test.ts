import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import type { Document } from "./documents.ts"
import { documents, workspace } from "./documents.ts"

/** Names of other people's things. */
const foreign = new Set([
  "LastBootUpTime", // of Windows
  "--allocation-site-pretenuring" // of Node
])

const sources = fs
  .globSync(["packages/*/*/**/*.{ts,mjs,sh}", "packages/*/*.mjs", "docs/test/*.ts"], {
    cwd: workspace,
    exclude: (name) => name === "node_modules" || name === "dist"
  })
  .filter((name) => name !== "docs/test/names.test.ts")

const known = new Set([
  ...sources.flatMap((name) => path.basename(name).split(".")),
  ...sources.flatMap((name) => wordsIn(fs.readFileSync(path.join(workspace, name), "utf8")))
])

function wordsIn(text: string): ReadonlyArray<string> {
  return text.match(/[A-Za-z_$][\w$]*/g) ?? []
}

/** What is written as code in the prose of a document: there the compiler does not look. */
const codeIn = ({ text }: Document): ReadonlyArray<string> =>
  [...text.replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?^\1`*$/gm, "").matchAll(/`([^`\n]+)`/g)].map(
    ([, code]) => code!
  )

/** Names of more than one word, and names of variables of the environment that are ours. */
const namesIn = (code: string): ReadonlyArray<string> =>
  wordsIn(code).filter((word) => /^[a-z]+[A-Z]|^[A-Z][a-z]+[A-Z]|^JOB_/.test(word))

/** Options, of which sources know the name without its dashes, or several spellings of it. */
const optionsIn = (code: string): ReadonlyArray<string> =>
  code.match(/(?<![\w-])--[a-z][\w-]*/g) ?? []

const optionIsKnown = (option: string): boolean =>
  known.has(option.slice(2)) ||
  option
    .slice(2)
    .split("-")
    .every((word) => known.has(word))

describe("the names in the documents", () => {
  for (const document of documents()) {
    it(`every name and every option that ${document.name} writes as code is one of the sources`, () => {
      const unknown = codeIn(document).flatMap((code) => [
        ...namesIn(code).filter((name) => !known.has(name)),
        ...optionsIn(code).filter((option) => !optionIsKnown(option))
      ])
      assert.deepStrictEqual(
        unknown.filter((name) => !foreign.has(name)),
        []
      )
    })
  }
})
