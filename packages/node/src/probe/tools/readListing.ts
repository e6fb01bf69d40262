import * as Effect from "effect/Effect"
import { outputText } from "./outputText.ts"
import type { Listing, ToolWorld } from "./ProcessTools.ts"
import type { Tool } from "./Tool.ts"

/**
 * Reads the whole process table with a tool. It counts only when the tool says that it succeeded,
 * everything it printed can be read, and the caller itself is in it. The tool's own row is left out:
 * it is gone by now, and a look at a tree that the caller is part of would always find it.
 */
export const readListing = (
  world: ToolWorld,
  tool: Tool,
  parse: (text: string) => Listing
): Effect.Effect<Listing> =>
  Effect.map(world.run(tool), (answer): Listing => {
    if (answer._tag === "Failed") return refused(answer.reason)
    if (answer.code !== 0) return refused(`${tool.file} ended with code ${answer.code}`)
    const listing = parse(outputText(answer.output))
    if (listing._tag === "Refused") return listing
    if (!listing.rows.some(({ pid }) => pid === world.self)) {
      return refused(`${tool.file} does not list the process that asks`)
    }
    return { _tag: "Rows", rows: listing.rows.filter(({ pid }) => pid !== answer.pid) }
  })

const refused = (reason: string): Listing => ({ _tag: "Refused", reason })
