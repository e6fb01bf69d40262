import type { Created, JobId, OwnedClaim, Settlement, WorkState } from "@job-lifecycle/engine"
import { adoptOf } from "@job-lifecycle/engine"
import { quietMillis } from "../settleDown.ts"
import type { SimulatedHost } from "../SimulatedHost.ts"
import type { SimulatedWorld } from "../SimulatedWorld.ts"
import type { Law } from "./Law.ts"
import { fine } from "./Law.ts"

/**
 * When all faults are over, one look has settled whatever has no owner that lives, and no job is
 * open whose runner has ended.
 */
export const settlesWithoutHelp: Law = {
  name: "I5 settles-without-help",
  begin: () => ({
    see: fine,
    end: (world) => {
      for (const id of world.backing.jobs.keys()) {
        const wrong = judge(world, id)
        if (wrong !== null) return wrong
      }
      return null
    }
  })
}

const judge = (world: SimulatedWorld, id: JobId): string | null => {
  const { facts } = world.backing.jobs.get(id)!
  const outcome = facts.get("outcome") as Settlement | undefined
  if (outcome !== undefined) return judgeWork(world, id, outcome)
  const created = facts.get("created") as Created
  const claim = (created.claim ?? facts.get("claim")) as OwnedClaim | undefined
  if (claim === undefined) {
    // What was submitted before the clock was set back waits for its time to come again.
    const waits = created.createdAt > world.simulation.wallMillis - 2 * quietMillis
    return waits ? null : `${id} was never claimed, and is still open`
  }
  const owner = world.hosts.find(
    ({ process }) =>
      world.table.identify(process).label === claim.owner.label && isOwner(process.born, claim)
  )
  if (owner === undefined || owner.diedAt !== null) return `${id} is open, and its owner is dead`
  if (facts.has("cancel")) return `${id} is open long after somebody asked to cancel it`
  if (owner.signals.heard()) return `${id} is open long after a signal to its owner`
  const { silenceMillis, timeMillis } = created.request.limits
  if ((timeMillis ?? silenceMillis) !== null) return `${id} is open long after its limit`
  const runner = world.runners.get(id)
  if (runner?.isClientGone === true) return `${id} is open long after its client went away`
  return runner?.isOpen === false ? `${id} is open, and its runner has ended` : null
}

const wasRefused = ({ entries }: SimulatedWorld, host: SimulatedHost): boolean =>
  entries.some((one) => one._tag === "Answers" && one.by === host && one.error === "JobStoreError")

const isOwner = (born: number, claim: OwnedClaim): boolean =>
  (claim.owner.value as { readonly born?: number }).born === born

/** Work that an orphan left running is on record as stopped once it has. */
const judgeWork = (world: SimulatedWorld, id: JobId, { work }: Settlement): string | null => {
  const { facts } = world.backing.jobs.get(id)!
  const created = facts.get("created") as Created
  const now: WorkState = work === "Running" && facts.has("workStopped") ? "Stopped" : work
  const runner = world.runners.get(id)
  const process = runner?.work ?? null
  // A function that has not named what it started says that all its work is in its own process.
  const isKnown = facts.has("work") || created.request.kind === "command"
  const isAlive = isKnown && process !== null && world.table.isAlive(process)
  const owner = runner?.host
  // What goes on upstream cannot be seen from here; and an owner whose outcome could not be written
  // for long says no more of a runner that it left behind.
  const isExcused = created.request.upstream || (owner !== undefined && wasRefused(world, owner))
  const runs = isExcused || (runner?.isOpen === true && owner?.diedAt === null)
  if (now === "Running" && !runs && !isAlive)
    return `nothing of ${id} runs, and its work is told to`
  const isSeen =
    owner?.process.namespace === "initial" && owner.process.boot === world.table.here.boot
  const isOrphan = isSeen && owner.diedAt !== null && adoptOf(created.request) === "kill"
  if (now === "Running" && isAlive && isOrphan) return `the work of ${id} runs on without its owner`
  return now === "Stopped" && isAlive ? `the work of ${id} is told to be over, and it runs` : null
}
