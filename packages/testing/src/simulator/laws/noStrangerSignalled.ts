import type { OwnedClaim } from "@job-lifecycle/engine"
import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/** A signal goes to what carries the token of a job, or to an owner that lives for its job alone. */
export const noStrangerSignalled: Law = {
  name: "I6 no-stranger-signalled",
  begin: () => {
    const tokens = new Set<string>()
    const dedicated = new Set<number>()
    return {
      see: (entry) => {
        if (entry._tag !== "Writes" || entry.fact !== "claim" || !entry.won) return null
        const claim = entry.value as OwnedClaim
        if (claim._tag !== "Owned") return null
        tokens.add(claim.token)
        if (claim.dedicated) dedicated.add(entry.by.process.born)
        return null
      },
      end: ({ table }) => {
        const stranger = table.signals.find(
          ({ to }) => !(to.token !== null && tokens.has(to.token)) && !dedicated.has(to.born)
        )
        return stranger === undefined
          ? fine()
          : `${stranger.signal} was sent to ${stranger.to.pid}, which is no job's`
      }
    }
  }
}
