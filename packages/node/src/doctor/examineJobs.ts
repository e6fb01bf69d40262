import type { Job } from "@job-lifecycle/engine"
import { JobLifecycle } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { errorCode } from "../store/errorCode.ts"
import { JobFiles } from "../store/JobFiles.ts"
import { namesIn } from "../store/markers.ts"
import type { StoreRoot } from "../store/StoreRoot.ts"
import type { OddPlace } from "../store/oddPlaces.ts"
import { oddPlaces } from "../store/oddPlaces.ts"
import { damageIn, looked } from "./damageIn.ts"
import type { Finding } from "./Finding.ts"
import { ok, problem, warning } from "./Finding.ts"
import { jobsOf } from "./jobsOf.ts"

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

const idsOf = (jobs: ReadonlyArray<{ readonly id: string }>) => jobs.map(({ id }) => id)

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
