import * as os from "node:os"
import { macosTools } from "./macosTools.ts"
import type { ProcessTools, ToolWorld } from "./ProcessTools.ts"
import { runTool } from "./runTool.ts"
import { windowsTools } from "./windowsTools.ts"

/** The tools of this system, one set per process; null where procfs is read, and everywhere else. */
export const nativeTools = (): ProcessTools | null =>
  (known ??= toolsOf(process.platform, {
    run: runTool,
    kill: (pid, signal) => process.kill(pid, signal),
    self: process.pid,
    hostname: os.hostname()
  }))

let known: ProcessTools | null = null

const toolsOf = (platform: string, world: ToolWorld): ProcessTools | null => {
  if (platform === "darwin") return macosTools(world)
  return platform === "win32" ? windowsTools(world) : null
}
