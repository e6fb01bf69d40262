import type { Job } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { errorCode } from "../store/errorCode.ts"
import { JobFiles } from "../store/JobFiles.ts"
import { namesIn } from "../store/markers.ts"
import type { StoreRoot } from "../store/StoreRoot.ts"
import type { OddPlace } from "../store/oddPlaces.ts"
import { oddPlaces } from "../store/oddPlaces.ts"
import type { Finding } from "./Finding.ts"
import { ok, problem, warning } from "./Finding.ts"

/** How many jobs there are, by what is the matter with them. */
export interface JobCounts {
  readonly open: number
  readonly settled: number
  /** Settled, and their work runs on. */
  readonly workRunning: number
  /** Open, and their owner cannot be examined from here. */
  readonly unknownOwners: number
  /** Their submission or claim cannot be read. Of the open and the newest thousand. */
  readonly damaged: number
  /** Facts of theirs cannot be read, and are kept as they are. Of the same. */
  readonly withUnreadable: number
  /** Removed and not yet deleted. */
  readonly trash: number
}

const looked = 1_000

interface Examined {
  readonly findings: ReadonlyArray<Finding>
  readonly counts: JobCounts | null
}

/** Counts what is in a store that is there. Reads as every reader does: what can be settled is. */
export const examineJobs = (root: StoreRoot): Effect.Effect<Examined, never, JobLifecycle> =>
  Effect.map(countJobs(root), ({ counts, findings }) => ({
    // First: they may be why the jobs could not be counted.
    findings: [...missingIn(root, counts), ...oddIn(root), ...findings],
    counts
  }))

const countJobs: (root: StoreRoot) => Effect.Effect<Examined, never, JobLifecycle> =
  Effect.fnUntraced(
    function* (root) {
      const listing = yield* (yield* JobLifecycle).list({ limit: looked })
      const folders = yield* Effect.try({
        try: () => ({
          settled: new JobFiles(root).history().length,
          trash: namesIn(root.fs, root.layout.trash).length
        }),
        catch: (error) => ({ message: (error as Error).message })
      })
      const count = (test: (job: Job) => boolean) => listing.jobs.filter(test).length
      const counts: JobCounts = {
        open: count(({ state }) => state._tag !== "Settled"),
        settled: folders.settled,
        workRunning: count(({ state }) => state._tag === "Settled" && state.work === "Running"),
        unknownOwners: count(({ health }) => health._tag === "Unknown"),
        damaged: listing.damaged.length,
        withUnreadable: count(({ unreadable }) => unreadable.length > 0),
        trash: folders.trash
      }
      const isOfNewer = ({ newer, unreadable }: Job) => newer?.length === unreadable.length
      const damaged = listing.damaged.filter(({ newer }) => newer !== true)
      const ofNewer = {
        damaged: listing.damaged.length - damaged.length,
        withUnreadable: count(isOfNewer)
      }
      const unread = listing.jobs.filter((job) => job.unreadable.length > 0 && !isOfNewer(job))
      const damage = damageIn(idsOf(damaged), idsOf(unread), ofNewer)
      return { findings: findingsOf(counts, damage), counts }
    },
    Effect.catch((error) =>
      Effect.succeed({
        findings: [
          problem("jobs", error.message, "see the checks above, and what stands in that place")
        ],
        counts: null
      })
    )
  )

/** Where they cannot even be listed the jobs cannot be counted either, which is told. */
const oddIn = ({ fs, layout }: StoreRoot): ReadonlyArray<Finding> => {
  try {
    return oddPlaces(fs, layout).map(oddFound)
  } catch (error) {
    if (errorCode(error) === undefined) throw error
    return []
  }
}

/** Jobs that are all away at once were moved: readers take none of them for removed. */
const missingIn = ({ fs, layout }: StoreRoot, counts: JobCounts | null): ReadonlyArray<Finding> =>
  counts === null || counts.settled === 0 || fs.existsSync(layout.jobs)
    ? []
    : [
        problem(
          "damage",
          `${layout.jobs} is not there, and ${jobsOf(counts.settled, "is", "are")} listed`,
          "put it back where it was; what is listed is kept until then"
        )
      ]

const oddFound = ({ place, refused }: OddPlace): Finding =>
  refused === null
    ? problem(
        "damage",
        `${place} should be a folder and is not; what that folder held is not listed`,
        "move it away, put back what was there, then job reconcile --rebuild"
      )
    : problem(
        "damage",
        `${place} cannot be read, nor what is in it (${refused})`,
        "see that you may read it: after a sudo, give it back with chown to the user whose jobs these are"
      )

type Unread = Pick<JobCounts, "damaged" | "withUnreadable">

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

/** So many jobs, and what is said of them. */
const jobsOf = (count: number, ofOne: string, ofMore: string): string =>
  count === 1 ? `1 job ${ofOne}` : `${count} jobs ${ofMore}`

const mostNamed = 5

const idsOf = (jobs: ReadonlyArray<{ readonly id: string }>) => jobs.map(({ id }) => id)

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

const damageIn = (
  damaged: ReadonlyArray<string>,
  unread: ReadonlyArray<string>,
  ofNewer: Unread
): ReadonlyArray<Finding> => {
  const damage = damageOf(damaged, unread)
  if (ofNewer.damaged + ofNewer.withUnreadable === 0) return [damage]
  return damage.verdict === "ok" ? [newerFound(ofNewer)] : [damage, newerFound(ofNewer)]
}

const findingsOf = (counts: JobCounts, damage: ReadonlyArray<Finding>): ReadonlyArray<Finding> => [
  counts.workRunning === 0
    ? ok("jobs", `${counts.open} open, ${counts.settled} settled`)
    : warning(
        "jobs",
        `${counts.open} open, ${counts.settled} settled; the work of ${counts.workRunning} runs on`,
        "see job status; job cancel ID stops it"
      ),
  counts.unknownOwners === 0
    ? ok("owners", "every owner of an open job can be examined from here")
    : warning(
        "owners",
        `${jobsOf(counts.unknownOwners, "is open whose owner", "are open whose owners")} cannot be examined from here`,
        "look from where they run: the same machine, container and user"
      ),
  ...damage,
  counts.trash === 0
    ? ok("trash", "nothing is left of removed jobs")
    : warning(
        "trash",
        `${jobsOf(counts.trash, "was", "were")} removed and not deleted yet`,
        "job prune deletes what is left"
      )
]
