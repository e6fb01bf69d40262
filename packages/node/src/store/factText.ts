import type { FactName, FactValue, RecordCodec } from "@job-lifecycle/engine"
import { Fact, Progress, recordCodec } from "@job-lifecycle/engine"
import type * as Schema from "effect/Schema"
import { asWritten } from "../asWritten.ts"
import type { Decode } from "./readFacts.ts"

/** Turns one kind of record into text and back. */
export interface Codec<A> {
  readonly encode: (value: A) => string
  /** Null when the text is not such a record. */
  readonly decode: (text: string) => A | null
}

const codecOf = <S extends Schema.Codec<unknown, unknown>>(
  schema: S,
  isAsWritten: (json: unknown) => boolean = () => false
): Codec<S["Type"]> => {
  // Made at first use: a short command meets few kinds of records, and each costs time to prepare.
  let made: RecordCodec<S["Type"]> | null = null
  const codec = () => (made ??= recordCodec(schema))
  return {
    encode: (value) => JSON.stringify(isAsWritten(value) ? value : codec().encode(value)),
    decode: (text) => {
      const json = parsed(text)
      if (json === undefined || isAsWritten(json)) return json ?? null
      return codec().decode(json)
    }
  }
}

/** Undefined: it is no JSON. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const codecs = {
  created: codecOf(Fact.created, asWritten.created),
  claim: codecOf(Fact.claim, asWritten.claim),
  work: codecOf(Fact.work, asWritten.work),
  cancel: codecOf(Fact.cancel, asWritten.cancel),
  result: codecOf(Fact.result, asWritten.result),
  outcome: codecOf(Fact.outcome, asWritten.outcome),
  workStopped: codecOf(Fact.workStopped, asWritten.workStopped),
  read: codecOf(Fact.read, asWritten.read),
  late: codecOf(Fact.late),
  hookStarted: codecOf(Fact.hookStarted),
  hookEnded: codecOf(Fact.hookEnded)
}

export const codec = <F extends FactName>(fact: F): Codec<FactValue<F>> =>
  codecs[fact] as unknown as Codec<FactValue<F>>

export const progressCodec: Codec<Progress> = codecOf(Progress, asWritten.progress)

/** Reads any record of a job; null when the text is none. */
export const decodeRecord: Decode = (name, text) =>
  (name === "progress" ? progressCodec : codec(name)).decode(text)
