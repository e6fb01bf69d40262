import * as Schema from "effect/Schema"

type Through = (value: unknown) => unknown

const known = new WeakMap<Schema.Codec<unknown, unknown>, Through>()

/** What a reader of a record would get: tests on memory see what files would show. */
export const throughJson = <S extends Schema.Codec<unknown, unknown>>(
  schema: S,
  value: S["Type"]
): S["Type"] => {
  const through = known.get(schema) ?? make(schema)
  return through(value)
}

const make = (schema: Schema.Codec<unknown, unknown>): Through => {
  const encode = Schema.encodeSync(schema)
  const decode = Schema.decodeUnknownSync(schema)
  const through = (value: unknown) => decode(JSON.parse(JSON.stringify(encode(value))))
  known.set(schema, through)
  return through
}
