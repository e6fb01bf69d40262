import * as path from "node:path"
import { decodeState } from "../records/decodeState.ts"
import { wholeText } from "../records/textFile.ts"
import { otherRoots } from "./stateRoot.ts"
import { ownStateDir, workspaceName } from "./workspace.ts"

/**
 * Says on the standard error where else this workspace has jobs, from commands whose environment named
 * another root before there was one place for all of them. Nothing is moved: they may still be used.
 */
export const tellOtherPlaces = (cwd: string): void => {
  for (const line of otherPlaces(cwd)) process.stderr.write(line)
}

/** What there is to say of other places, each a line. */
export const otherPlaces = (cwd: string): ReadonlyArray<string> => {
  const { name } = workspaceName(cwd)
  return otherRoots(name).map((root) => {
    const folder = path.join(root, name)
    const gate =
      isGateOn(folder) && !isGateOn(ownStateDir(cwd))
        ? " Its review gate is on, this one's is off."
        : ""
    return `[codex] This workspace has jobs in ${folder} too: CLAUDE_PLUGIN_DATA was another one then. Each is found by its whole id.${gate}\n`
  })
}

const isGateOn = (folder: string): boolean => {
  try {
    const reading = decodeState(wholeText(path.join(folder, "state.json")))
    return reading._tag === "State" && reading.state.config.stopReviewGate === true
  } catch {
    return false
  }
}
