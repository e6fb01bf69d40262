import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { nativeTools } from "../probe/tools/nativeTools.ts"
import { ProcfsProcessTable } from "./ProcfsProcessTable.ts"
import { ToolProcessTable } from "./ToolProcessTable.ts"

/** The process table of this system: procfs, or what the tools of macOS and Windows print. */
export const NodeProcessTable = {
  layer: Layer.unwrap(
    Effect.sync(() => {
      const tools = nativeTools()
      return tools === null ? ProcfsProcessTable.layer : ToolProcessTable.layer(tools)
    })
  )
}
