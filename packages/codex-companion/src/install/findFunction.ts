import { createHash } from "node:crypto"

/**
 * Where a function declaration at the top level of a module stands: from its first word to its last
 * brace.
 */
export interface FunctionSpan {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Finds a function that is declared at the top level, by how such declarations are written: its first
 * line begins at the margin, and so does its closing brace, and nothing in between.
 */
export const findFunction = (source: string, name: string): FunctionSpan | null => {
  const head = new RegExp(`^(?:export )?(?:async )?function ${name}\\(`, "m").exec(source)
  if (head === null) return null
  const tail = /^\}\n?/m.exec(source.slice(head.index))
  if (tail === null) return null
  const end = head.index + tail.index + tail[0].length
  return { start: head.index, end, text: source.slice(head.index, end) }
}

/** Tells one body from another, whatever its indentation. */
export const fingerprint = (text: string): string =>
  createHash("sha256").update(text.replace(/\s+/g, " ").trim()).digest("hex").slice(0, 16)
