import * as Schema from "effect/Schema"

const Text = Schema.optionalKey(Schema.NullOr(Schema.String))

/** What the host's runner delivers: the answer of one turn, and how it is shown. */
export const Execution = Schema.StructWithRest(
  Schema.Struct({
    /** 0: the turn was completed. Anything else: it ended, and not well. */
    exitStatus: Schema.Int,
    threadId: Text,
    turnId: Text,
    rendered: Text,
    summary: Text
  }),
  [Schema.Record(Schema.String, Schema.Unknown)]
)
export type Execution = typeof Execution.Type
