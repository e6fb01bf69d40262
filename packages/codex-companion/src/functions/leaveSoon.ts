import { setTimeout as pause } from "node:timers/promises"

/**
 * Ends this process in a second, whatever it still waits for: its job is over, and what the host waits for
 * may never come. The second is for what has to be said.
 */
export const leaveSoon = (code: number = 0): void => {
  void pause(1_000, undefined, { ref: false }).then(() => process.exit(process.exitCode ?? code))
}
