import * as fs from "node:fs"
import { isatty } from "node:tty"

/**
 * Whether we stand at a terminal, whose ^C and ^\ then reach our command as well. Not a matter of the
 * streams: in `make | job run -- tee log` none of ours need lead there.
 */
export const hasTerminal = (): boolean => isatty(0) || opensTerminal()

/** The terminal that controls a process has that name for it (tty(4)); where none does, it opens nothing. */
const opensTerminal = (): boolean => {
  if (process.platform === "win32") return false
  const { O_NOCTTY, O_NONBLOCK, O_RDONLY } = fs.constants
  try {
    fs.closeSync(fs.openSync("/dev/tty", O_RDONLY | O_NOCTTY | O_NONBLOCK))
    return true
  } catch {
    return false
  }
}
