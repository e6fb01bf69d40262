import * as Effect from "effect/Effect"
import type { RunTool } from "./Tool.ts"

/**
 * Runs a tool once more where it could not be run to its end: for what nobody comes back to, such as a
 * kill. What it said is an answer, whatever its code.
 */
export const askTwice =
  (run: RunTool): RunTool =>
  (tool) =>
    Effect.filterOrElse(
      run(tool),
      (answer) => answer._tag === "Ended",
      () => run(tool)
    )
