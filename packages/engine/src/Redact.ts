import * as Context from "effect/Context"

/**
 * The rule by which secrets are taken out of a text before it is recorded. Pure. Platforms have a
 * better one than this, which changes nothing; a host can put its own in its place.
 */
export const Redact = Context.Reference<(text: string) => string>("job-lifecycle/Redact", {
  defaultValue: () => (text) => text
})
