import type { Document } from "./documents.ts"
import { documents } from "./documents.ts"

/** A test that a document names as the proof of something. */
export interface NamedTest {
  readonly document: string
  /** The file in which its title is written, from the workspace's root. */
  readonly file: string
  /** As it is written there. A `${…}` in it stands for each case that the test runs for. */
  readonly title: string
  /** What not every machine permits, in the words of `needs.ts`. */
  readonly needs: ReadonlyArray<string>
}

/** The tests that all documents name, in list entries of the form "- `file`: "title" (needs this)". */
export const namedTests = (): ReadonlyArray<NamedTest> => documents().flatMap(namedTestsIn)

export const namedTestsIn = ({ name, text }: Document): ReadonlyArray<NamedTest> =>
  [...text.matchAll(/^- `([^`]+)`: "(.+)"(?: \(needs ([^)]+)\))?$/gm)].map(
    ([, file, title, needs]) => ({
      document: name,
      file: file!,
      title: title!,
      needs: needs?.split(", ") ?? []
    })
  )
