import * as Cause from "effect/Cause"
import * as Option from "effect/Option"

/** What an answer failed with, in a word. */
export const tagOf = (cause: Cause.Cause<unknown>): string => {
  const error = Option.getOrUndefined(Cause.findErrorOption(cause))
  if (error === undefined) {
    return Cause.hasDies(cause) ? `Defect: ${Cause.pretty(cause)}` : "Interrupted"
  }
  return (error as { readonly _tag?: string })._tag ?? "Error"
}
