import type { Finding } from "./Finding.ts"
import { ok, problem } from "./Finding.ts"
import { jobsOf } from "./jobsOf.ts"

/** How many of the open and of the newest settled jobs are looked at. */
export const looked = 1_000

/** How many jobs cannot be read, and of how many some facts. */
interface Unread {
  readonly damaged: number
  readonly withUnreadable: number
}

/** What cannot be read, apart from what a newer version wrote. */
const damageOf = (damaged: ReadonlyArray<string>, unread: ReadonlyArray<string>): Finding =>
  damaged.length + unread.length === 0
    ? ok("damage", `nothing is unreadable in the open jobs and the newest ${looked} settled ones`)
    : problem(
        "damage",
        [
          ...saidOf(damaged, "cannot be read", "cannot be read"),
          ...saidOf(unread, "has facts that cannot be read", "have facts that cannot be read"),
          "all is kept as it is"
        ].join("; "),
        "see job status --all and, for facts, job status ID; move away the folders of those that you no longer need"
      )

const saidOf = (ids: ReadonlyArray<string>, ofOne: string, ofMore: string) =>
  ids.length === 0 ? [] : [`${jobsOf(ids.length, ofOne, ofMore)}${namesOf(ids)}`]

const mostNamed = 5

const namesOf = (ids: ReadonlyArray<string>): string =>
  ids.length === 0
    ? ""
    : ` (${ids.slice(0, mostNamed).join(", ")}${ids.length > mostNamed ? ", …" : ""})`

const newerFound = ({ damaged, withUnreadable }: Unread): Finding =>
  problem(
    "damage",
    `${jobsOf(damaged + withUnreadable, "holds", "hold")} what a newer version wrote and this one cannot read; all is kept as it is`,
    "update this program"
  )

/** What of the jobs cannot be read, and what a newer version wrote. Pure. */
export const damageIn = (
  damaged: ReadonlyArray<string>,
  unread: ReadonlyArray<string>,
  ofNewer: Unread
): ReadonlyArray<Finding> => {
  const damage = damageOf(damaged, unread)
  if (ofNewer.damaged + ofNewer.withUnreadable === 0) return [damage]
  return damage.verdict === "ok" ? [newerFound(ofNewer)] : [damage, newerFound(ofNewer)]
}
