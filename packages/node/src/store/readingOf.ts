import type { ReadRecord } from "./readRecord.ts"

/** A record that is there, whatever it is. */
export type Present = Exclude<ReadRecord, { readonly _tag: "Absent" }>

/** What a record says, where there is one. */
export type Reading<A> =
  | { readonly _tag: "Absent" }
  | { readonly _tag: "Unreadable"; readonly record: Present }
  | { readonly _tag: "Value"; readonly value: A }

const Absent = { _tag: "Absent" } as const

/** @param decode answers null when the text is not such a record */
export const readingOf = <A>(
  record: ReadRecord,
  { decode }: { readonly decode: (text: string) => A | null }
): Reading<A> => {
  if (record._tag === "Absent") return Absent
  const value = record._tag === "Text" ? decode(record.text) : null
  return value === null ? { _tag: "Unreadable", record } : { _tag: "Value", value }
}
