import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import type { Document } from "./documents.ts"
import { documents, workspace } from "./documents.ts"

/** A document without its code, in which brackets are no links and `#` no headings. */
const prose = (text: string): string =>
  text.replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?^\1`*$/gm, "").replaceAll(/`[^`\n]+`/g, "")

const linksIn = ({ text }: Document): ReadonlyArray<string> =>
  [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!)

/** The anchors of its headings, by GitHub's rule. */
const anchorsIn = (text: string): ReadonlySet<string> =>
  new Set(
    [...text.replaceAll(/^(`{3,})[^\n]*\n[\s\S]*?^\1`*$/gm, "").matchAll(/^#+ +(.+)$/gm)].map(
      ([, title]) =>
        title!
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
          .replaceAll(" ", "-")
    )
  )

const isBroken = ({ name, text }: Document, link: string): boolean => {
  if (/^[a-z]+:/.test(link)) return false
  const [file, anchor] = link.split("#")
  const target = file === "" ? name : path.join(path.dirname(name), file!)
  if (!fs.existsSync(path.join(workspace, target))) return true
  if (anchor === undefined) return false
  const there = file === "" ? text : fs.readFileSync(path.join(workspace, target), "utf8")
  return !anchorsIn(there).has(anchor)
}

describe("the links between the documents", () => {
  for (const document of documents()) {
    it(`every link of ${document.name} leads to a file and, where it names one, a heading`, () => {
      assert.deepStrictEqual(
        linksIn(document).filter((link) => isBroken(document, link)),
        []
      )
    })
  }

  it("every document in docs is reached by a link from another one", () => {
    const all = documents()
    const reached = new Set(
      all.flatMap((document) =>
        linksIn(document)
          .map((link) => path.join(path.dirname(document.name), link.split("#")[0]!))
          .filter((target) => target !== document.name)
      )
    )
    const lost = all.filter(({ name }) => name.startsWith("docs") && !reached.has(name))
    assert.deepStrictEqual(
      lost.map(({ name }) => name),
      []
    )
  })
})
