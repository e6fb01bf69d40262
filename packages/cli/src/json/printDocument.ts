import { documentVersion } from "./documentVersion.ts"
import type { Document } from "./JobDocument.ts"
import { write } from "../stdio.ts"

type Unversioned<D> = D extends { readonly version: number } ? Omit<D, "version"> : never

/** The one document of a `--json` command: compact, on a line of its own. */
export const documentText = (document: Unversioned<Document>): string =>
  `${JSON.stringify({ version: documentVersion, ...document })}\n`

export const printDocument = (document: Unversioned<Document>): void =>
  write("stdout", documentText(document))
