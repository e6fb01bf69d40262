import { documentVersion } from "./documentVersion.ts"
import type { Document } from "./JobDocument.ts"
import { jsonText } from "./jsonText.ts"
import { write } from "../stdio.ts"

type Unversioned<D> = D extends { readonly version: number } ? Omit<D, "version"> : never

/** The one document of a `--json` command: compact, on a line of its own. */
export const documentText = (document: Unversioned<Document>): string =>
  [...documentPieces(document)].join("")

/**
 * Prints it piece by piece: all jobs of a store can be more than one text may hold (half a gigabyte). Nothing
 * follows a piece that did not get there: without it the others could make a document that lacks jobs.
 */
export const printDocument = (document: Unversioned<Document>): void => {
  for (const piece of documentPieces(document)) if (!write("stdout", piece)) return
}

/** The same text in pieces, none of which holds more than the last job that it took to be long enough. */
export function* documentPieces(document: Unversioned<Document>): Generator<string> {
  let piece = ""
  for (const part of partsOf({ version: documentVersion, ...document })) {
    piece += part
    if (piece.length < longEnough) continue
    yield piece
    piece = ""
  }
  yield `${piece}\n`
}

const longEnough = 65_536

/** Lists, of jobs above all, are taken apart. */
function* partsOf(document: object): Generator<string> {
  let before = "{"
  for (const [name, value] of Object.entries(document)) {
    if (value === undefined) continue
    yield `${before}${jsonText(name)}:`
    if (Array.isArray(value)) yield* elementsOf(value)
    else yield jsonText(value)
    before = ","
  }
  yield "}"
}

function* elementsOf(list: ReadonlyArray<unknown>): Generator<string> {
  let before = "["
  for (const element of list) {
    yield `${before}${jsonText(element)}`
    before = ","
  }
  yield list.length === 0 ? "[]" : "]"
}
