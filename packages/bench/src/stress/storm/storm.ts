import * as path from "node:path"
import type { Draw } from "../seeded.ts"
import { pick, seeded } from "../seeded.ts"
import { Deaths } from "./Deaths.ts"
import { judge } from "./judge.ts"
import { liveAndDie } from "./liveAndDie.ts"
import { survivors } from "./survivors.ts"
import { takeFolder } from "./takeFolder.ts"
import { Tally } from "./Tally.ts"

export interface StormOptions {
  /** Holds the store and what is known of it. A run in the same folder goes on from there. */
  readonly folder: string
  readonly program: string
  readonly kills: number
  /** How many kills until everything is judged. */
  readonly batch: number
  /** How many processes at once. */
  readonly width: number
  /** The longest that one of them lives. */
  readonly lifeMillis: number
  readonly seed: number
  readonly progress?: (tally: Tally) => void
}

/** Writers count double: they make what all the others are about. */
const crowd =
  "writer launcher owner canceller writer launcher owner commander reconciler pruner".split(" ")

/** What makes jobs. */
const makers = new Set(["writer", "launcher", "commander"])

/** Looks at every job there is before it does anything. */
const slow = new Set(["pruner"])

/**
 * Kills processes at random instants and at named steps, over all roles on one store, and judges
 * after each batch, by a fresh process, everything that was acknowledged. Answers what it saw.
 */
export const storm = async (options: StormOptions): Promise<Tally> => {
  const { folder, program, kills, batch, width, lifeMillis, seed } = options
  const root = path.join(folder, "store")
  takeFolder(folder)
  const tally = new Tally(folder)
  const mark = `${process.pid}-${seed}`
  while (tally.kills < kills && tally.broken.length === 0) {
    const until = Math.min(kills, tally.kills + batch)
    const deaths = new Deaths()
    const draw = seeded(seed + tally.kills)
    let started = tally.kills
    const lane = async () => {
      while (started < until) {
        started++
        const role = crowd[started % crowd.length]!
        const step = stepFor(draw, tally, role)
        const madeFirst = makers.has(role) && draw() < 0.5
        const own = { role, step, draw, madeFirst, seed: Math.floor(draw() * 2 ** 32) }
        const longest = lifeMillis * (slow.has(role) ? 15 : 1)
        await liveAndDie({ program, root, mark, lifeMillis: longest, ...own }, tally, deaths)
      }
    }
    await Promise.all(Array.from({ length: width }, lane))
    await judge({ root, program, tally, deaths, last: tally.kills >= kills })
    for (const pid of survivors(mark)) tally.broken.push(`process ${pid} survived`)
    tally.keep()
    options.progress?.(tally)
  }
  return tally
}

/** One in twelve looks for steps; of the others a half die at one, preferably a new one. */
const stepFor = (draw: Draw, tally: Tally, role: string): string | null => {
  const met = [...tally.steps].filter((step) => step.startsWith(`${role}: `))
  if (met.length === 0 || draw() < 0.08) return "survey"
  if (draw() < 0.5) return null
  const fresh = met.filter((step) => !tally.diedAt.has(step))
  const step = pick(draw, fresh.length > 0 && draw() < 0.7 ? fresh : met)
  return `${step.slice(role.length + 2)}#${1 + Math.floor(draw() * 3)}`
}
