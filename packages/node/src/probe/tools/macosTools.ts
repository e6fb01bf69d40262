import * as Effect from "effect/Effect"
import { isDefunct } from "../parseStat.ts"
import type { ProcessScope } from "../ProcessScope.ts"
import { askTwice } from "./askTwice.ts"
import { notAgainSoon } from "./notAgainSoon.ts"
import { outputText } from "./outputText.ts"
import { parsePs, psColumns } from "./parsePs.ts"
import type { ListedProcess, ProcessTools, ToolWorld } from "./ProcessTools.ts"
import { readListing } from "./readListing.ts"
import { readOnce } from "./readOnce.ts"
import type { RunTool, Tool } from "./Tool.ts"

const ps = (...which: ReadonlyArray<string>): Tool => ({
  file: "/bin/ps",
  args: [...which, ...psColumns]
})

const bootSession: Tool = { file: "/usr/sbin/sysctl", args: ["-n", "kern.bootsessionuuid"] }

const platformExpert: Tool = {
  file: "/usr/sbin/ioreg",
  args: ["-rd1", "-c", "IOPlatformExpertDevice"]
}

/**
 * macOS, by ps(1), sysctl(8) and ioreg(8). A start time is whole seconds since 1970: no tool shows
 * it finer. Together with the number and the boot that is still one process, unless all 99,998 numbers
 * are given away within one second.
 *
 * **Details**: `kern.bootsessionuuid` is made anew at every boot and moves with no clock. The machine
 * is `IOPlatformUUID`; `kern.uuid` is not it, but the name of the kernel's build, the same on every
 * machine of one version. macOS has no pid namespaces. Environments cannot be read, so work is found
 * by its number, its group and its descendants, and not by its token.
 */
export const macosTools = (world: ToolWorld): ProcessTools => {
  const look = notAgainSoon(world.run)
  const rowBy = (run: RunTool) => (pid: number) =>
    Effect.map(run(ps("-p", String(pid))), (answer): ListedProcess | null => {
      if (answer._tag === "Failed" || answer.code !== 0) return null
      const listing = parsePs(outputText(answer.output))
      if (listing._tag === "Refused") return null
      return listing.rows.find((candidate) => candidate.pid === pid) ?? null
    })
  return {
    world,
    highestPid: 99_999,
    freshMillis: 250,
    scope: readOnce(
      readScope(askTwice(look), world.hostname),
      ({ bootId, machineId }) => bootId !== null && machineId !== null
    ),
    listing: readListing({ ...world, run: look }, ps("-ax"), parsePs),
    row: rowBy(look),
    anew: { scope: readScope(world.run, world.hostname), row: rowBy(world.run) },
    mayBeSame: () => false,
    signalIfSame: ({ pid, startTicks }, signal) => {
      if (pid <= 1) return Effect.void
      return Effect.map(rowBy(askTwice(world.run))(pid), (seen) => {
        if (seen === null || seen.startTicks !== startTicks || isDefunct(seen)) return
        try {
          world.kill(pid, signal)
        } catch {
          // Gone since, or refused (EPERM): the verification reads the table again.
        }
      })
    }
  }
}

const readScope = (run: RunTool, hostname: string): Effect.Effect<ProcessScope> =>
  Effect.map(
    Effect.all(
      [found(run, bootSession, /^([0-9A-F-]{36})$/im), found(run, platformExpert, machine)],
      { concurrency: 2 }
    ),
    ([bootId, machineId]) => ({
      machineId,
      bootId,
      pidNamespace: bootId === null ? null : "macos",
      timeNamespace: null,
      hostname
    })
  )

const machine = /"IOPlatformUUID" = "([0-9A-F-]{36})"/i

const found = (run: RunTool, tool: Tool, pattern: RegExp): Effect.Effect<string | null> =>
  Effect.map(run(tool), (answer) =>
    answer._tag === "Ended" && answer.code === 0
      ? (pattern.exec(outputText(answer.output))?.[1] ?? null)
      : null
  )
