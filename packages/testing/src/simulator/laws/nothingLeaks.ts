import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"
import { wasRefused } from "./wasRefused.ts"

/** A process that has all its answers listens to nothing, waits for nothing and watches nothing. */
export const nothingLeaks: Law = {
  name: "I12 nothing-leaks",
  begin: () => ({
    see: fine,
    end: (world) => {
      // A submission may hold the claim.
      const isClaimTorn = [...world.torn.values()].some(
        (facts) => facts.has("claim") || facts.has("created")
      )
      for (const host of world.hosts) {
        if (host.diedAt !== null || host.open.size > 0) continue
        // Whether a claim is its own that nobody can read, an owner goes on asking.
        if (isClaimTorn && wasRefused(world, host)) continue
        if (host.signals.open() > 0) return `${host.name} still listens for signals`
        if (host.exit.open() > 0) return `${host.name} still guards its exit`
        if (host.thread.timers > 0) return `${host.name} still has ${host.thread.timers} timers`
      }
      return null
    }
  })
}
