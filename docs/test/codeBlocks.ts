import type { Document } from "./documents.ts"

/** One fenced block: ```` ```ts run ```` has the language `ts` and the marks `run`. */
export interface CodeBlock {
  readonly document: string
  /** The line of its opening fence, counted from 1. */
  readonly line: number
  readonly language: string
  readonly marks: ReadonlyArray<string>
  readonly code: string
  /** What the very next block of this document says, if it is marked as output. */
  readonly output: string | null
}

/** Takes the fenced blocks out of a document. A fence that is never closed is an error. */
export const codeBlocks = ({ name, text }: Document): ReadonlyArray<CodeBlock> => {
  const blocks: Array<CodeBlock> = []
  let open: { line: number; fence: string; info: string; code: Array<string> } | null = null
  for (const [at, line] of text.split("\n").entries()) {
    const [, fence = "", info = ""] = /^(`{3,})(.*)$/.exec(line) ?? []
    if (open === null) {
      if (fence !== "") open = { line: at + 1, fence, info: info.trim(), code: [] }
    } else if (fence.length >= open.fence.length && info === "") {
      const [language = "", ...marks] = open.info.split(/\s+/)
      const code = `${open.code.join("\n")}\n`
      blocks.push({ document: name, line: open.line, language, marks, code, output: null })
      open = null
    } else open.code.push(line)
  }
  if (open !== null) throw new Error(`${name}:${open.line}: this block is never closed`)
  return blocks.map((block, at) => {
    const next = blocks[at + 1]
    return next?.marks.includes("output") === true ? { ...block, output: next.code } : block
  })
}
