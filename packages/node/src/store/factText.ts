import type { FactName, FactValue } from "@job-lifecycle/engine"
import { Fact, Progress } from "@job-lifecycle/engine"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { ReadRecord } from "./readRecord.ts"

/** Turns one kind of record into text and back. */
export interface Codec<A> {
  readonly encode: (value: A) => string
  /** Null when the text is not such a record. */
  readonly decode: (text: string) => A | null
}

const codecOf = <S extends Schema.Codec<unknown, unknown>>(schema: S): Codec<S["Type"]> => {
  const encode = Schema.encodeSync(schema)
  const decode = Schema.decodeUnknownOption(schema)
  return {
    encode: (value) => JSON.stringify(encode(value)),
    decode: (text) => {
      try {
        return Option.getOrNull(decode(JSON.parse(text)))
      } catch {
        return null
      }
    }
  }
}

const codecs = {
  created: codecOf(Fact.created),
  claim: codecOf(Fact.claim),
  work: codecOf(Fact.work),
  cancel: codecOf(Fact.cancel),
  result: codecOf(Fact.result),
  outcome: codecOf(Fact.outcome),
  workStopped: codecOf(Fact.workStopped),
  read: codecOf(Fact.read),
  late: codecOf(Fact.late)
}

export const codec = <F extends FactName>(fact: F): Codec<FactValue<F>> =>
  codecs[fact] as unknown as Codec<FactValue<F>>

export const progressCodec: Codec<Progress> = codecOf(Progress)

/** What a record says, where there is one. */
export type Reading<A> =
  | { readonly _tag: "Absent" }
  | { readonly _tag: "Unreadable" }
  | { readonly _tag: "Value"; readonly value: A }

const Absent = { _tag: "Absent" } as const
const Unreadable = { _tag: "Unreadable" } as const

export const readingOf = <A>(record: ReadRecord, { decode }: Codec<A>): Reading<A> => {
  if (record._tag === "Absent") return Absent
  const value = record._tag === "Text" ? decode(record.text) : null
  return value === null ? Unreadable : { _tag: "Value", value }
}
