import type { ReadRecord } from "./readRecord.ts"

/** What a record says, where there is one. */
export type Reading<A> =
  | { readonly _tag: "Absent" }
  | { readonly _tag: "Unreadable" }
  | { readonly _tag: "Value"; readonly value: A }

const Absent = { _tag: "Absent" } as const
const Unreadable = { _tag: "Unreadable" } as const

/** @param decode answers null when the text is not such a record */
export const readingOf = <A>(
  record: ReadRecord,
  { decode }: { readonly decode: (text: string) => A | null }
): Reading<A> => {
  if (record._tag === "Absent") return Absent
  const value = record._tag === "Text" ? decode(record.text) : null
  return value === null ? Unreadable : { _tag: "Value", value }
}
