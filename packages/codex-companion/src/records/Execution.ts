import * as Schema from "effect/Schema"
import { asWritten } from "./asWritten.ts"
import { bySchema } from "./bySchema.ts"

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

/** Reads what a runner delivered, or what the engine kept of it; null when it is no execution. */
export const executionOf = (json: unknown): Execution | null => {
  if (asWritten.execution(json)) return json as Execution
  // The one field that every execution has: most of what is none, an error, lacks it.
  const hasStatus = typeof json === "object" && json !== null && "exitStatus" in json
  return hasStatus ? bySchema.execution(json) : null
}
