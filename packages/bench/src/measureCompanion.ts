import { spawnSync } from "node:child_process"
import * as path from "node:path"

const timing = path.join(import.meta.dirname, "../../codex-companion/reproductions/timing.ts")

/**
 * Measures whole commands of the companion, without the adapter and with it, in pairs. The plugin is
 * found through `CODEX_PLUGIN_FOLDER`, the Node that runs it through `CODEX_PLUGIN_NODE` (default: ours).
 */
export const measureCompanion = (rounds: number, only = ""): void => {
  spawnSync(process.execPath, [timing, String(rounds), only], { stdio: "inherit" })
}
