import * as Schema from "effect/Schema"

/** What a reader of a record would get: tests on memory see what files would show. */
export const throughJson = <S extends Schema.Codec<unknown, unknown>>(
  schema: S,
  value: S["Type"]
): S["Type"] =>
  Schema.decodeUnknownSync(schema)(JSON.parse(JSON.stringify(Schema.encodeSync(schema)(value))))
