import * as Effect from "effect/Effect"
import type { ProcessScope } from "../ProcessScope.ts"
import { askTwice } from "./askTwice.ts"
import { notAgainSoon } from "./notAgainSoon.ts"
import { outputText } from "./outputText.ts"
import { parseWindowsTable } from "./parseWindowsTable.ts"
import type { ProcessTools, ToolWorld } from "./ProcessTools.ts"
import { readListing } from "./readListing.ts"
import { readOnce } from "./readOnce.ts"
import type { RunTool, Tool } from "./Tool.ts"
import { closeScript, killScript, listScript } from "./windowsScripts.ts"

const system32 = `${process.env["SystemRoot"] ?? "C:\\Windows"}\\System32`

const powershell = (script: string): Tool => ({
  file: `${system32}\\WindowsPowerShell\\v1.0\\powershell.exe`,
  args: ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script]
})

/** The 64-bit view, whatever Node is. The value's name and type are not translated. */
const machineGuid: Tool = {
  file: `${system32}\\reg.exe`,
  args: ["query", "HKLM\\SOFTWARE\\Microsoft\\Cryptography", "/v", "MachineGuid", "/reg:64"]
}

const quarterHour = 15 * 60 * 1_000_000

/**
 * Windows, by Win32_Process. A start time is microseconds since 1970, written down once by the kernel,
 * so a number and a start name one process for ever, across boots too.
 *
 * **Details**: the time of the boot is not used. Windows computes it from the clock, so that setting
 * the clock moves it, and a boot that seems to have moved would end living jobs. What ran before a
 * boot is gone by its number or its start time like everything else. A host's name belongs to where
 * numbers count, because containers of one image share the machine's id.
 *
 * Start times that are whole quarters of an hour apart are doubt: the zone could have been changed
 * between two tools that print local time.
 */
export const windowsTools = (world: ToolWorld): ProcessTools => {
  const look = notAgainSoon(world.run)
  const listingBy = (run: RunTool) =>
    readListing({ ...world, run }, powershell(listScript), parseWindowsTable)
  const rowBy = (run: RunTool) => (pid: number) =>
    Effect.map(listingBy(run), (read) =>
      read._tag === "Rows" ? (read.rows.find((row) => row.pid === pid) ?? null) : null
    )
  return {
    world,
    highestPid: 2 ** 32 - 1,
    freshMillis: 2_000,
    scope: readOnce(
      readScope(askTwice(look), world.hostname),
      ({ machineId }) => machineId !== null
    ),
    listing: listingBy(look),
    row: rowBy(look),
    anew: { scope: readScope(world.run, world.hostname), row: rowBy(world.run) },
    mayBeSame: (recorded, seen) => (recorded - seen) % quarterHour === 0,
    signalIfSame: (key, signal) => {
      // 0 and 4 are the system's own. There is no way to stop or continue a process.
      if (key.pid <= 4 || (signal !== "SIGTERM" && signal !== "SIGKILL")) return Effect.void
      const script = signal === "SIGTERM" ? closeScript(key) : killScript(key)
      return Effect.asVoid(askTwice(world.run)(powershell(script)))
    }
  }
}

const readScope = (run: RunTool, hostname: string): Effect.Effect<ProcessScope> =>
  Effect.map(run(machineGuid), (answer) => {
    const text = answer._tag === "Ended" && answer.code === 0 ? outputText(answer.output) : ""
    const machineId = /^ +MachineGuid +REG_SZ +(\S+)\s*$/m.exec(text)?.[1] ?? null
    return {
      machineId,
      bootId: "any: start times are absolute",
      pidNamespace: machineId === null ? null : `windows ${hostname}`,
      timeNamespace: null,
      hostname
    }
  })
