import * as fs from "node:fs"

/**
 * Lets this process end and leave its terminal as it is. At an exit Node sets a terminal on its standard
 * streams back to how that was when Node started: it would undo what our command was to set (`stty`),
 * and, where we end in the background, the raw mode of an editor in the foreground. What is closed by
 * then it leaves alone.
 */
export const leaveTerminal = (): void => {
  if (process.platform === "win32") return
  process.once("exit", closeTerminal)
  // Node prints such an exception after that event.
  process.once("uncaughtExceptionMonitor", () => process.off("exit", closeTerminal))
}

const closeTerminal = (): void => {
  for (const fd of [0, 1, 2]) {
    try {
      if (fs.fstatSync(fd).isCharacterDevice()) fs.closeSync(fd)
    } catch {
      // It was closed before.
    }
  }
}
