import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** Turns one kind of record into JSON values and back. */
export interface RecordCodec<A> {
  readonly encode: (value: A) => unknown
  /** Null when the value is not such a record. */
  readonly decode: (value: unknown) => A | null
}

/**
 * Makes the codec of a schema of the engine's. Layers in other packages use it in place of their own
 * `Schema`: a schema is only understood by the copy of Effect that made it, and npm gives each package
 * a copy of its own where a host uses another version.
 */
export const recordCodec = <S extends Schema.Codec<unknown, unknown>>(
  schema: S
): RecordCodec<S["Type"]> => {
  const encode = Schema.encodeSync(schema)
  const decode = Schema.decodeUnknownOption(schema)
  return { encode, decode: (value) => Option.getOrNull(decode(value)) }
}
