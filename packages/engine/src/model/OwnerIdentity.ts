import * as Data from "effect/Data"
import * as Schema from "effect/Schema"
import type { GoneReason } from "./Outcome.ts"

/**
 * Names a process (or a node of a cluster) that owns a job, in the words of the layer that made it.
 * The engine stores it and hands it back to `OwnerProbe`; it never looks inside `value`.
 */
export const OwnerIdentity = Schema.Struct({
  /** Which probe can judge it, for example `"node"`. Another probe answers `Unknown`. */
  scheme: Schema.String,
  /** One short phrase for people, for example `"pid 4711 on build-3"`. */
  label: Schema.String,
  value: Schema.Json
})
export type OwnerIdentity = typeof OwnerIdentity.Type

/** Whether two are written the same way, field for field. A label alone may belong to several. */
export const isSameOwner = (one: OwnerIdentity, other: OwnerIdentity): boolean =>
  JSON.stringify(one) === JSON.stringify(other)

/**
 * Names what an owner started outside itself (a command), in the words of the layer that started
 * it. `WorkStopper` judges and stops it.
 */
export const WorkIdentity = Schema.Struct({
  scheme: Schema.String,
  label: Schema.String,
  value: Schema.Json
})
export type WorkIdentity = typeof WorkIdentity.Type

/**
 * What one look at an owner showed. Doubt is a value of its own: `Unknown` never becomes one of
 * the others by rounding.
 */
export type Evidence = Data.TaggedEnum<{
  /** `frozen`: alive but stopped, so that it cannot act. Never a reason to settle. */
  Alive: { readonly frozen: boolean }
  /** Proven gone; `detail` says by which observation. */
  Gone: { readonly reason: GoneReason; readonly detail: string }
  Unknown: { readonly reason: string }
}>
export const Evidence = Data.taggedEnum<Evidence>()
