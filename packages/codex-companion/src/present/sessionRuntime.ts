import * as path from "node:path"
import { wholeText } from "../records/textFile.ts"
import type { Environment } from "../process/Environment.ts"

/** Whether a shared app-server is there for the next turn, as the host says it. */
export interface SessionRuntime {
  readonly mode: "shared" | "direct"
  readonly label: string
  readonly detail: string
  readonly endpoint: string | null
}

/** Looks for the endpoint of a shared app-server: in the environment, else in the state folder. */
export const sessionRuntime = (env: Environment, stateFolder: string): SessionRuntime => {
  const endpoint = env["CODEX_COMPANION_APP_SERVER_ENDPOINT"] ?? recorded(stateFolder)
  return endpoint === null
    ? {
        mode: "direct",
        label: "direct startup",
        detail:
          "No shared Codex runtime is active yet. The first review or task command will start one on demand.",
        endpoint
      }
    : {
        mode: "shared",
        label: "shared session",
        detail: "This Claude session is configured to reuse one shared Codex runtime.",
        endpoint
      }
}

const recorded = (stateFolder: string): string | null => {
  try {
    const { endpoint } = JSON.parse(wholeText(path.join(stateFolder, "broker.json"))) as {
      readonly endpoint?: unknown
    }
    return typeof endpoint === "string" && endpoint !== "" ? endpoint : null
  } catch {
    return null
  }
}
