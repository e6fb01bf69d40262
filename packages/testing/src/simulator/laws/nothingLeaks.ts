import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/** A process that has all its answers listens to nothing, waits for nothing and watches nothing. */
export const nothingLeaks: Law = {
  name: "I12 nothing-leaks",
  begin: () => ({
    see: fine,
    end: ({ hosts }) => {
      for (const host of hosts) {
        if (host.diedAt !== null || host.open.size > 0) continue
        if (host.signals.open() > 0) return `${host.name} still listens for signals`
        if (host.exit.open() > 0) return `${host.name} still guards its exit`
        if (host.thread.timers > 0) return `${host.name} still has ${host.thread.timers} timers`
      }
      return null
    }
  })
}
