import type { Failure } from "../shown/failure.ts"
import { hintOf, matterOf } from "../shown/failure.ts"
import type { ErrorDocument } from "./JobDocument.ts"

/** For programs: the tag, the same words, and the data of that error. */
export const failureJson = (failure: Failure): ErrorDocument => {
  const hint = hintOf(failure)
  return {
    tag: failure._tag,
    message: matterOf(failure),
    ...(hint === null ? {} : { hint }),
    ...Object.fromEntries(Object.entries(failure).filter(([name]) => !unsaid.has(name)))
  }
}

/** What a document of several jobs says of those that could not be read; nothing where all could. */
export const damagedJson = (
  failures: ReadonlyArray<Failure>
): { readonly damaged?: ReadonlyArray<ErrorDocument> } =>
  failures.length === 0 ? {} : { damaged: failures.map(failureJson) }

const unsaid = new Set(["_tag", "message", "stack", "cause", "usage", "code", "name"])
