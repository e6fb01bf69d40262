import type { FactName, FactValue, RecordCodec } from "@job-lifecycle/engine"
import { Fact, isTooDeep, Progress, recordCodec } from "@job-lifecycle/engine"
import type * as Schema from "effect/Schema"
import { asWritten } from "../asWritten.ts"
import { ofJob, parsed, parsedOf } from "./jobOfRecord.ts"
import type { Decode } from "./readFacts.ts"

/** Turns one kind of record into text and back. */
export interface Codec<A> {
  readonly encode: (value: A) => string
  /** Null when the text is not such a record. */
  readonly decode: (text: string) => A | null
}

const jsonOf = <S extends Schema.Codec<unknown, unknown>>(
  schema: S,
  isAsWritten: (json: unknown) => boolean = () => false
): RecordCodec<S["Type"]> => {
  // Made at first use: a short command meets few kinds of records, and each costs time to prepare.
  let made: RecordCodec<S["Type"]> | null = null
  const codec = () => (made ??= recordCodec(schema))
  return {
    encode: (value) => (isAsWritten(value) ? value : codec().encode(value)),
    decode: (json) => {
      if (json === undefined || isAsWritten(json)) return json ?? null
      // A schema looks through all of it, however deep that is.
      return isTooDeep(json, mostLevelsRead) ? null : codec().decode(json)
    }
  }
}

/**
 * How deep a record may nest that is read. Three times what is recorded: older versions recorded all that a
 * main thread can write, some 4,000 levels, and whoever shows what was read writes it again.
 */
const mostLevelsRead = 3_010

const records = {
  created: jsonOf(Fact.created, asWritten.created),
  claim: jsonOf(Fact.claim, asWritten.claim),
  work: jsonOf(Fact.work, asWritten.work),
  cancel: jsonOf(Fact.cancel, asWritten.cancel),
  result: jsonOf(Fact.result, asWritten.result),
  outcome: jsonOf(Fact.outcome, asWritten.outcome),
  workStopped: jsonOf(Fact.workStopped, asWritten.workStopped),
  read: jsonOf(Fact.read, asWritten.read),
  late: jsonOf(Fact.late),
  hookStarted: jsonOf(Fact.hookStarted),
  hookEnded: jsonOf(Fact.hookEnded)
}

/** Turns a fact of this job into text and back. */
export const codec = <F extends FactName>(fact: F, id: string): Codec<FactValue<F>> => {
  const { decode, encode } = records[fact] as unknown as RecordCodec<FactValue<F>>
  return {
    // The submission says so itself.
    encode: (value) =>
      JSON.stringify(fact === "created" ? encode(value) : ofJob(encode(value), id)),
    decode: (text) => decode(parsedOf(text, id))
  }
}

const progress = jsonOf(Progress, asWritten.progress)

/** The same for an owner's newest word, which its nonce says whose it is. */
export const progressCodec: Codec<Progress> = {
  encode: (value) => JSON.stringify(progress.encode(value)),
  decode: (text) => progress.decode(parsed(text))
}

/** Reads any record of a job; null when the text is none. */
export const decodeRecord: Decode = (name, text, id) =>
  name === "progress" ? progressCodec.decode(text) : records[name].decode(parsedOf(text, id))
