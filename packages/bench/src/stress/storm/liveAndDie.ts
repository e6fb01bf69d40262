import { setTimeout as pause } from "node:timers/promises"
import type { Draw } from "../seeded.ts"
import { Worker } from "../Worker.ts"
import type { Word } from "./acknowledged.ts"
import type { Deaths } from "./Deaths.ts"
import { markVariable } from "./survivors.ts"
import { stepVariable } from "./stepVariable.ts"
import type { Tally } from "./Tally.ts"

/** What one process of the storm is to do, and where it is to die. */
export interface Fate {
  readonly program: string
  readonly root: string
  readonly mark: string
  readonly role: string
  readonly seed: number
  /** A step and how often it is to be met; `survey`; or null for a random instant alone. */
  readonly step: string | null
  readonly draw: Draw
  /** The longest that it lives. Most die early, and some get far. */
  readonly lifeMillis: number
  /** Its time to live begins when it has made a job, so that a slow machine has jobs to judge too. */
  readonly madeFirst: boolean
}

/** Lets one process live, and kills it: at its step when it meets that, else at a random instant. */
export const liveAndDie = async (fate: Fate, tally: Tally, deaths: Deaths): Promise<void> => {
  let dying: number | null = null
  const { promise: isReady, resolve: ready } = Promise.withResolvers<void>()
  const onLine = (line: unknown) => {
    const word = line as Word
    if ("ready" in word && !fate.madeFirst) ready()
    if ("created" in word) ready()
    if ("dying" in word) dying = word.dying
    if ("step" in word) tally.steps.add(`${fate.role}: ${word.step}`)
    else tally.hear(word)
  }
  const worker = new Worker(fate.program, ["storm", fate.root, fate.role, String(fate.seed)], {
    env: { [markVariable]: fate.mark, [stepVariable]: fate.step ?? "" },
    onLine
  })
  // @effect-diagnostics-next-line globalDate:off -- compared with recorded wall times
  const life = deaths.born(worker.pid, Date.now())
  await Promise.race([isReady, worker.ended])
  const isStep = fate.step !== null && fate.step !== "survey"
  // Who is to die at a step lives as long as it may until it meets that.
  const moment = (isStep ? 1 : fate.draw() ** 2) * fate.lifeMillis
  const cancelled = new AbortController()
  await Promise.race([
    worker.ended,
    pause(moment, null, { signal: cancelled.signal }).catch(() => {})
  ])
  cancelled.abort()
  // @effect-diagnostics-next-line globalDate:off -- compared with recorded wall times
  life.died = dying ?? Date.now()
  worker.kill()
  const how = await worker.ended
  if (dying !== null) {
    life.died = dying
    tally.killsAtSteps++
    tally.diedAt.add(`${fate.role}: ${fate.step!.split("#")[0]!}`)
  }
  if (how === "SIGKILL") tally.kills++
  else tally.broken.push(`a ${fate.role} ended by itself (${how}): ${worker.stderr.slice(-2_000)}`)
  tally.byRole[fate.role] = (tally.byRole[fate.role] ?? 0) + 1
}
