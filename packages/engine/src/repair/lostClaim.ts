import * as Effect from "effect/Effect"
import type { JobStore } from "../contracts/JobStore.ts"
import { JobDamaged } from "../model/errors.ts"
import type { JobFacts } from "../model/facts.ts"
import type { JobId } from "../model/JobId.ts"

/**
 * Somebody owns it, and who that is is not on record any more: it cannot be read, or it is gone, for nobody
 * has work or a result of a job that nobody claimed. (Progress tells nothing: it counts with its claim alone.)
 */
export const lacksClaim = ({ claim, result, settlement, unreadable, work }: JobFacts): boolean =>
  claim === null &&
  settlement === null &&
  (work !== null ||
    result !== null ||
    unreadable.some((fact) => ["claim", "work", "result"].includes(fact)))

/**
 * Reads a job once more that lacks its claim: a listing of its facts may come upon the claim before it is
 * there, and upon what follows it after that. What lacks it still is damaged: who owns a job decides everything
 * about it, so nothing is decided while that cannot be read.
 */
export const findClaim = Effect.fnUntraced(function* (store: JobStore["Service"], id: JobId) {
  const facts = yield* store.facts(id)
  return lacksClaim(facts) ? yield* claimDamaged(facts, store.location) : facts
})

const claimDamaged = ({ id, newer, unreadable }: JobFacts, searched: string) => {
  const damaged = { id, fact: "claim", searched } as const
  if (newer?.includes("claim") === true) {
    return new JobDamaged({ ...damaged, detail: "is of a newer version", newer: true })
  }
  const detail = unreadable.includes("claim")
    ? "cannot be read"
    : "is missing, though what its owner started or gave is there"
  return new JobDamaged({ ...damaged, detail })
}
