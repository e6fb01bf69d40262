import type * as Schema from "effect/Schema"
import { Outcome } from "./Outcome.ts"

/** A failure about which no more is known than this. */
export const failure = (
  message: string,
  defect: boolean,
  more: { readonly error?: Schema.Json } = {}
) =>
  Outcome.cases.Failed.make({
    message,
    defect,
    exitCode: null,
    signal: null,
    stderrTail: "",
    ...more
  })
