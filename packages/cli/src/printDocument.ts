import type { Document } from "./JobDocument.ts"
import { write } from "./stdio.ts"

type Unversioned<D> = D extends { readonly version: number } ? Omit<D, "version"> : never

/** Prints the one document of a `--json` command: compact, on a line of its own. */
export const printDocument = (document: Unversioned<Document>): void =>
  write("stdout", `${JSON.stringify({ version: 1, ...document })}\n`)
