import * as Schema from "effect/Schema"

/** File one of three: the host's record, in its own words. This host keeps notes of what it builds. */
export const Note = Schema.Struct({
  title: Schema.String,
  state: Schema.Literals(["waiting", "building", "built", "broken", "stopped"]),
  why: Schema.NullOr(Schema.String)
})
export type Note = typeof Note.Type
