import type { ProcessKey } from "../ProcessKey.ts"
import { ticksAt1970 } from "./parseWindowsTable.ts"

/**
 * Lists every process as `number parent start`, the start in .NET's ticks, and `end` when that was
 * all. Numbers only: nothing in it depends on a language, and no program's name can forge a line.
 */
export const listScript = [
  "$ErrorActionPreference = 'Stop'",
  "Get-CimInstance -ClassName Win32_Process -Property ProcessId, ParentProcessId, CreationDate |" +
    " ForEach-Object {" +
    " $start = if ($_.CreationDate) { $_.CreationDate.ToUniversalTime().Ticks } else { 0 };" +
    " '{0} {1} {2}' -f $_.ProcessId, $_.ParentProcessId, $start }",
  "'end'"
].join("; ")

/**
 * Opens the process, compares its start while the handle is held, and acts through that same handle:
 * a number is not given away while somebody holds a handle to its process, so nothing can come
 * between the match and the act (I6 no-stranger-signalled).
 *
 * **Details**: `taskkill` can do neither. It takes a number, and its `/T` follows the numbers of
 * parents without a look at start times, to the children of whoever had the number before.
 */
const onSame = ({ pid, startTicks }: ProcessKey, act: string): string => {
  const ticks = BigInt(startTicks) * 10n + ticksAt1970
  return [
    "$ErrorActionPreference = 'Stop'",
    `$p = Get-Process -Id ${pid}`,
    "if (-not $p.Handle) { exit 5 }",
    "$t = $p.StartTime.ToUniversalTime().Ticks",
    // CreationDate has a tenth of the grain: what it cuts off or rounds up is not held against it.
    `if ($t -lt ${ticks - 10n} -or $t -gt ${ticks + 19n}) { exit 3 }`,
    act
  ].join("; ")
}

/** Asks its main window to close. A program of the console has none, and hears nothing. */
export const closeScript = (process: ProcessKey): string =>
  onSame(process, "$null = $p.CloseMainWindow()")

/** Ends it, as TerminateProcess does: at once, with nothing to catch. */
export const killScript = (process: ProcessKey): string =>
  onSame(process, "Stop-Process -InputObject $p -Force")
