import * as Schema from "effect/Schema"

/**
 * Where a process number has a meaning: one boot of one machine, one pid namespace. Start ticks
 * are shifted by a time namespace (time_namespaces(7)), so that belongs to it too. Null is
 * "cannot be read here", never "none".
 */
export const ProcessScope = Schema.Struct({
  machineId: Schema.NullOr(Schema.String),
  bootId: Schema.NullOr(Schema.String),
  pidNamespace: Schema.NullOr(Schema.String),
  timeNamespace: Schema.NullOr(Schema.String),
  hostname: Schema.String
})
export type ProcessScope = typeof ProcessScope.Type
