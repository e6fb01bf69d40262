import { setTimeout as pause } from "node:timers/promises"
import type { Interference } from "./strace.ts"
import type { Running, Seen, World } from "./World.ts"

/** A command whose calls are interfered with, one at a time. */
export interface Subject {
  readonly name: string
  readonly ways: ReadonlyArray<Interference["_tag"]>
  /** Makes what it finds; answers the owner that runs beside it, if one does. */
  readonly before: (world: World) => Promise<Running | null>
  readonly args: (id: string | null) => ReadonlyArray<string>
  /** What others do while a call of it takes its time. */
  readonly beside: (world: World, isOver: () => boolean) => Promise<unknown>
  /** Which ends of its job are right, and which code of whoever ran it. */
  readonly isRight: (job: Seen, code: number | null, how: Interference) => boolean
}

/** Runs for a while, and says so. */
const counted = (world: World): ReadonlyArray<string> => {
  const script = 'printf x >> "$0"; sleep 0.2; exit 3'
  return ["run", "--", "sh", "-c", script, world.ran]
}

const nothing = () => Promise.resolve(null)

const look = async (world: World, isOver: () => boolean) => {
  await world.job()
  while (!isOver()) await world.run(["reconcile"])
}

const hasFailed = ({ exitCode, outcome }: Seen) => outcome?.tag === "Failed" && exitCode === 3

/** With an owner that lives a little longer than the look at it begins. */
const withOwner = async (world: World) => {
  const owner = world.start(["run", "--", "sh", "-c", "sleep 0.6; exit 3"])
  await world.job()
  return owner
}

/** With an owner that was killed, and its command that lives. */
const withOrphan = async (world: World) => {
  const owner = world.start([
    "run",
    "--",
    "sh",
    "-c",
    'printf x >> "$0"; exec sleep 600',
    world.ran
  ])
  while (world.timesRun() === 0) await pause(5)
  process.kill(owner.pid, "SIGKILL")
  return null
}

export const subjects = (world: World): ReadonlyArray<Subject> => [
  {
    name: "job run",
    ways: ["Refused", "Killed", "Delayed"],
    before: nothing,
    args: () => counted(world),
    beside: look,
    isRight: (job, code, how) => {
      if (how._tag === "Delayed") return hasFailed(job) && code === 3
      // Nobody who was killed, or could not say it, says another code than what is on record.
      return how._tag === "Killed" || code !== 3 || hasFailed(job)
    }
  },
  {
    name: "job run, cancelled",
    ways: ["Delayed"],
    before: nothing,
    args: () => counted(world),
    beside: async () => world.run(["cancel", await world.job()]),
    isRight: (job, code) =>
      job.outcome?.tag === "Cancelled" ? code === 120 : hasFailed(job) && code === 3
  },
  {
    name: "job reconcile, of a dead owner",
    ways: ["Refused", "Killed", "Delayed"],
    before: withOrphan,
    args: () => ["reconcile"],
    beside: () => world.run(["reconcile"]),
    isRight: ({ outcome }) => outcome?.tag === "Orphaned"
  },
  {
    name: "job reconcile, of a living owner",
    ways: ["Refused", "Killed", "Delayed"],
    before: withOwner,
    args: () => ["reconcile"],
    beside: nothing,
    isRight: (job, code) => hasFailed(job) && code === 3
  },
  {
    name: "job cancel, of a living owner",
    ways: ["Refused", "Killed", "Delayed"],
    before: withOwner,
    args: (id) => ["cancel", id!],
    beside: nothing,
    isRight: (job, code) =>
      job.outcome?.tag === "Cancelled" ? code === 120 : hasFailed(job) && code === 3
  }
]
