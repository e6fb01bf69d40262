import type * as Effect from "effect/Effect"

/** A program of the system, asked for what Linux shows in procfs. No shell ever reads its line. */
export interface Tool {
  /** A whole path: the search path of a host is not ours to trust. */
  readonly file: string
  readonly args: ReadonlyArray<string>
}

/** What came of asking it. Its words on stderr, in whatever language, are never read. */
export type ToolAnswer =
  | {
      readonly _tag: "Ended"
      readonly code: number
      readonly output: Uint8Array
      /** The tool's own process, which its own table shows. */
      readonly pid: number
    }
  /** It was not started, was ended by a signal, took too long, or said too much. */
  | { readonly _tag: "Failed"; readonly reason: string; readonly tookTooLong?: true }

/** Runs a tool, with a limit on time and output. Never fails: doubt is an answer. */
export type RunTool = (tool: Tool) => Effect.Effect<ToolAnswer>
