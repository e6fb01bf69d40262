import type { JobId } from "@job-lifecycle/engine"
import { setTimeout as pause } from "node:timers/promises"
import { withWorkers, Worker } from "../Worker.ts"
import { nothingKnown } from "./acknowledged.ts"
import type { Deaths } from "./Deaths.ts"
import type { Judged } from "./judgeWorker.ts"
import { claimMillis } from "./claimMillis.ts"
import type { Tally } from "./Tally.ts"
import { violationsOf } from "./violationsOf.ts"

/**
 * Lets a fresh process read every job that is there or was acknowledged, once, when everybody else
 * is dead, and compares. `last`: the jobs of all earlier batches too, whose outcomes must stand.
 */
export const judge = async (world: {
  readonly root: string
  readonly program: string
  readonly tally: Tally
  readonly deaths: Deaths
  readonly last: boolean
}): Promise<void> => {
  const { root, program, tally, deaths, last } = world
  for (const id of tally.removed) {
    if (!tally.mayGo.has(id))
      tally.broken.push(`${id} was removed, and nobody has seen its outcome`)
  }
  // The claim deadline of the last submission has to pass before anybody may end it.
  await pause(claimMillis + 1)
  const fresh = new Worker(program, ["judge", root])
  await withWorkers([fresh], async () => {
    const there = await fresh.ask<Array<string>>({ find: "" })
    const ids = [...new Set([...there, ...tally.known.keys()])]
    const open = ids.filter((id) => tally.known.has(id) || !tally.judged.has(id))
    fresh.send({ read: open as Array<JobId> })
    for (let n = 0; n < open.length; n++) {
      const judged = await fresh.next<Judged>()
      const known = tally.known.get(judged.id) ?? nothingKnown()
      tally.broken.push(...violationsOf(judged, known, deaths, tally.mayGo.has(judged.id)))
      if (judged.error !== null || judged.settlement === null) continue
      remember(tally, judged.id, judged.settlement.nonce)
      const { _tag } = judged.settlement.outcome
      tally.outcomes[_tag] = (tally.outcomes[_tag] ?? 0) + 1
    }
    tally.known.clear()
    if (last) await readAgain(fresh, tally)
    await endAllWork(fresh, tally)
  })
}

const remember = (tally: Tally, id: string, nonce: string): void => {
  const before = tally.judged.get(id)
  if (before !== undefined && before !== nonce) {
    tally.broken.push(`${id}: its outcome was ${before} and is ${nonce}`)
  }
  tally.judged.set(id, nonce)
}

const readAgain = async (fresh: Worker, tally: Tally): Promise<void> => {
  const ids = [...tally.judged.keys()]
  fresh.send({ read: ids })
  for (let n = 0; n < ids.length; n++) {
    const judged = await fresh.next<Judged>()
    const gone = judged.error?.startsWith("JobNotFound") === true && tally.mayGo.has(judged.id)
    if (gone) continue
    if (judged.error !== null) tally.broken.push(`${judged.id}: ${judged.error}`)
    else remember(tally, judged.id, judged.settlement?.nonce ?? "none")
  }
}

/** Commands that outlived their owners are stopped, and no job stays among the active ones. */
const endAllWork = async (fresh: Worker, tally: Tally): Promise<void> => {
  const { damaged, active } = await fresh.ask<{
    readonly damaged: ReadonlyArray<string>
    readonly active: ReadonlyArray<string>
  }>({ reconcile: true })
  tally.broken.push(...damaged)
  for (const id of active) {
    // What is left of a submission that nobody acknowledged has a marker and no outcome.
    if (tally.judged.has(id)) tally.broken.push(`${id} is over and still listed as active`)
    else tally.halfMade.add(id)
  }
}
