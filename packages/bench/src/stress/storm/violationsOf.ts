import { isDeepStrictEqual } from "node:util"
import type { Known } from "./acknowledged.ts"
import type { Deaths } from "./Deaths.ts"
import type { Judged } from "./judgeWorker.ts"

/** Compares what stands with everything that was acknowledged. Answers what must never be. */
export const violationsOf = (
  judged: Judged,
  known: Known,
  deaths: Deaths,
  removable: boolean
): ReadonlyArray<string> => {
  const said = (what: string) => [`${judged.id}: ${what}`]
  if (judged.error !== null) {
    if (removable && judged.error.startsWith("JobNotFound")) return []
    // A folder without a submission was never acknowledged, and is no job.
    const wasThere = known.name !== null || known.settlement !== null
    return wasThere || !judged.error.startsWith("JobNotFound") ? said(judged.error) : []
  }
  const { settlement } = judged
  if (settlement === null) return said(`no outcome after one read, it is ${judged.state}`)
  const wrong: Array<string> = []
  const must = (holds: boolean, what: string) => holds || wrong.push(...said(what))
  must(judged.unreadable.length === 0, `torn: ${judged.unreadable.join(", ")}`)
  must(known.name === null || known.name === judged.name, `its name is ${judged.name}`)
  must(!known.asked || judged.asked, "an acknowledged request to cancel is lost")
  must(
    known.claimedBy === null || known.claimedBy === judged.ownerPid,
    `claimed by ${known.claimedBy}, and its owner is ${judged.ownerPid}`
  )
  must(
    known.settlement === null || isDeepStrictEqual(known.settlement, settlement),
    `two outcomes: ${JSON.stringify([known.settlement, settlement])}`
  )
  const { outcome } = settlement
  // A runner that is being stopped talks to nobody, so only the others' words count.
  if (outcome._tag === "Completed" || outcome._tag === "Orphaned") {
    must(judged.said >= known.upTo, `progress ${known.upTo} is lost, it is ${judged.said}`)
    must(judged.logged >= known.upTo, `log line ${known.upTo} is lost of ${judged.logged}`)
  }
  if (outcome._tag === "Completed" && outcome.result === "Recorded") {
    must(isDeepStrictEqual(judged.result, { name: judged.name }), "its result is another")
  }
  const life = judged.ownerPid === null ? null : deaths.of(judged.ownerPid, judged.claimedAt)
  if (settlement.settledBy === "Reader" && life !== null) {
    must(
      settlement.settledAt >= life.died,
      `settled at ${settlement.settledAt}, its owner died at ${life.died}`
    )
  }
  return wrong
}
