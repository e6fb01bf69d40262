import type { Created, JobId, OwnedClaim, WorkState } from "@job-lifecycle/engine"
import { adoptOf } from "@job-lifecycle/engine"
import type { SimulatedHost } from "../SimulatedHost.ts"
import type { SimulatedWorld } from "../SimulatedWorld.ts"
import type { Law } from "./Law.ts"

/**
 * When all faults are over, one look has settled whatever has no owner that lives, and no job is
 * open whose runner has ended. A second look settles what had an owner that cannot be seen.
 */
export const settlesWithoutHelp: Law = {
  name: "I5 settles-without-help",
  begin: () => {
    /** What the last reader is told that the work of each job is doing. */
    const told = new Map<JobId, WorkState>()
    return {
      see: (entry, world) => {
        if (entry._tag !== "Answers" || entry.by !== world.lastReader) return null
        for (const { id, state } of entry.jobs) {
          if (state._tag === "Settled") told.set(id, state.work)
        }
        return firstOf(world, (id) => (mayWait(world, id) ? null : judgeOpen(world, id)))
      },
      end: (world) =>
        firstOf(world, (id) => judgeOpen(world, id) ?? judgeWork(world, id, told.get(id)))
    }
  }
}

const firstOf = (world: SimulatedWorld, judge: (id: JobId) => string | null): string | null => {
  for (const id of world.records.jobs.keys()) {
    const wrong = judge(id)
    if (wrong !== null) return wrong
  }
  return null
}

const claimOf = (world: SimulatedWorld, id: JobId): OwnedClaim | undefined => {
  const { facts } = world.records.jobs.get(id)!
  return ((facts.get("created") as Created).claim ?? facts.get("claim")) as OwnedClaim | undefined
}

const ownerOf = (world: SimulatedWorld, id: JobId): SimulatedHost | null => {
  const claim = claimOf(world, id)
  if (claim?._tag !== "Owned") return null
  const { born } = claim.owner.value as { readonly born: number }
  return world.hosts.find(({ process }) => process.born === born) ?? null
}

/** The look at it counts from this one on: see `settleDown`. */
const mayWait = (world: SimulatedWorld, id: JobId): boolean =>
  isApart(world, id) || (claimOf(world, id) === undefined && waitedFor(world, id) < 0)

/** For how long it has been there, by the wall clock of the last look. */
const waitedFor = (world: SimulatedWorld, id: JobId): number =>
  world.lastLookMillis - (world.records.jobs.get(id)!.facts.get("created") as Created).createdAt

/** Its owner cannot be seen from where the last reader looks. */
const isApart = (world: SimulatedWorld, id: JobId): boolean => {
  const owner = ownerOf(world, id)
  return (
    owner?.process.boot === world.table.here.boot &&
    owner.process.namespace !== world.lastReader?.process.namespace
  )
}

const judgeOpen = (world: SimulatedWorld, id: JobId): string | null => {
  const { facts } = world.records.jobs.get(id)!
  if (facts.has("outcome") || isDamaged(world, id)) return null
  const created = facts.get("created") as Created
  if (claimOf(world, id) === undefined) {
    const waited = waitedFor(world, id)
    const isDue = waited < 0 || waited > created.request.limits.claimMillis
    return isDue ? `${id} was never claimed, and is still open` : null
  }
  const owner = ownerOf(world, id)
  if (owner === null || owner.diedAt !== null) return `${id} is open, and its owner is dead`
  if (facts.has("cancel")) return `${id} is open long after somebody asked to cancel it`
  if (owner.signals.heard()) return `${id} is open long after a signal to its owner`
  const { silenceMillis, timeMillis } = created.request.limits
  if ((timeMillis ?? silenceMillis) !== null) return `${id} is open long after its limit`
  const runner = world.runners.get(id)
  if (runner?.isClientGone === true) return `${id} is open long after its client went away`
  return runner?.isOpen === false ? `${id} is open, and its runner has ended` : null
}

/** Whoever cannot read who owns a job shows it as damaged, and never settles it by guess. */
const isDamaged = ({ torn }: SimulatedWorld, id: JobId): boolean =>
  torn.get(id)?.has("created") === true || torn.get(id)?.has("claim") === true

/** Work that an orphan left running is on record as stopped once it has. */
const judgeWork = (world: SimulatedWorld, id: JobId, now: WorkState | undefined): string | null => {
  if (isDamaged(world, id) || world.torn.get(id)?.has("workStopped") === true) return null
  const { facts } = world.records.jobs.get(id)!
  const created = facts.get("created") as Created
  const runner = world.runners.get(id)
  const process = runner?.work ?? null
  const owner = runner?.host
  // A function that has not named what it started says that all its work is in its own process. What it has
  // named is known to its owner at least.
  const isTold = runner?.isNamed === true && owner?.diedAt === null
  const isKnown = facts.has("work") || isTold || created.request.kind === "command"
  const isAlive = isKnown && process !== null && world.table.isAlive(process)
  // What goes on upstream cannot be seen from here.
  const isExcused = created.request.upstream
  const runs = isExcused || (runner?.isOpen === true && owner?.diedAt === null)
  if (now === "Running" && !runs && !isAlive)
    return `nothing of ${id} runs, and its work is told to`
  const isSeen =
    owner?.process.namespace === "initial" && owner.process.boot === world.table.here.boot
  const isOrphan = isSeen && owner.diedAt !== null && adoptOf(created.request) === "kill"
  if (now === "Running" && isAlive && isOrphan) return `the work of ${id} runs on without its owner`
  return now === "Stopped" && isAlive ? `the work of ${id} is told to be over, and it runs` : null
}
