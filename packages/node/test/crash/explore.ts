import type { Errno, Operation } from "@job-lifecycle/testing"
import { FileFaults, PowerCut, powerCuts } from "@job-lifecycle/testing"
import type { CrashHost } from "./CrashWorld.ts"
import { CrashWorld } from "./CrashWorld.ts"
import { judge } from "./judge.ts"

/** Something that a store does, on a world in which something was done before. */
export interface Act {
  readonly name: string
  /** Done by a process of its own, whole. */
  readonly before: (host: CrashHost) => void
  readonly act: (host: CrashHost) => void
}

/** How many worlds were judged. */
export interface Explored {
  operations: number
  combinations: number
  /** Of these, how many left something on the disk that no other one of the act had left. */
  distinct: number
}

/** Builds the world up to the act. */
const prepared = (act: Act): CrashWorld => {
  const world = new CrashWorld()
  // Two short lines, so that a third makes room.
  world.logCapBytes = 16
  const host = world.host()
  act.before(host)
  world.table.kill(host.process)
  return world
}

/** The operations of an act when nothing goes wrong. */
const operationsOf = (act: Act, start: CrashWorld): ReadonlyArray<Operation> => {
  const host = start.fork().host()
  act.act(host)
  return host.files.operations
}

const swallowing = (run: () => void) => {
  try {
    run()
  } catch {
    // The process is dead, or was told that it failed. What stands is judged, not what it thought.
  }
}

/** Judges each world of one act, those that are equal once. */
class Verdicts {
  readonly #explored: Explored
  readonly #seen = new Set<string>()

  constructor(explored: Explored) {
    this.#explored = explored
  }

  judge(label: string, world: CrashWorld, powerWasCut: boolean): void {
    this.#explored.combinations++
    const state = `${powerWasCut} ${world.fingerprint}`
    if (this.#seen.has(state)) return
    this.#seen.add(state)
    this.#explored.distinct++
    try {
      judge(world, powerWasCut)
    } catch (error) {
      if (error instanceof Error) error.message = `${label}: ${error.message}`
      throw error
    }
  }
}

/** The process dies at each of its operations; and with each, the power goes in every way. */
export const exploreCrashes = (act: Act, seeds: number, explored: Explored): void => {
  const start = prepared(act)
  const operations = operationsOf(act, start)
  explored.operations += operations.length
  const verdicts = new Verdicts(explored)
  const cuts = [...powerCuts, ...Array.from({ length: seeds }, (_, n) => PowerCut.random(n + 1))]
  for (const [k, operation] of operations.entries()) {
    if (!operation.changes && k < operations.length - 1) continue
    const landings =
      operation.name === "writeSync"
        ? (["Nothing", 1, 40, "All"] as const)
        : (["Nothing", "All"] as const)
    for (const landed of landings) {
      const label = `${act.name}, dead at operation ${k} (${operation.name} ${operation.file}, ${landed} landed)`
      const world = start.fork()
      const host = world.host(FileFaults.crashAt(k, landed))
      swallowing(() => act.act(host))
      world.table.kill(host.process)
      for (const cut of cuts) {
        const cutWorld = world.fork()
        cutWorld.disk.cutPower(cut)
        verdicts.judge(`${label}, power cut: ${cut.label}`, cutWorld, true)
      }
      verdicts.judge(label, world, false)
    }
  }
  // Whole, and then the power goes: everything that was acknowledged as durable is.
  const world = start.fork()
  const host = world.host()
  act.act(host)
  world.table.kill(host.process)
  for (const cut of cuts) {
    const cutWorld = world.fork()
    cutWorld.disk.cutPower(cut)
    verdicts.judge(`${act.name}, done, power cut: ${cut.label}`, cutWorld, true)
  }
}

/** What one process does after another died in the middle of something. */
export interface Following {
  readonly first: Act
  readonly name: string
  readonly next: Act["act"]
}

/** Whoever comes after the dead is told that something is durable: then the power takes none of it. */
export const exploreFollowing = (
  { first, name, next }: Following,
  seeds: number,
  explored: Explored
): void => {
  const start = prepared(first)
  const operations = operationsOf(first, start)
  explored.operations += operations.length
  const verdicts = new Verdicts(explored)
  const cuts = [...powerCuts, ...Array.from({ length: seeds }, (_, n) => PowerCut.random(n + 1))]
  for (const [k, operation] of operations.entries()) {
    if (!operation.changes) continue
    for (const landed of ["Nothing", "All"] as const) {
      const world = start.fork()
      const host = world.host(FileFaults.crashAt(k, landed))
      swallowing(() => first.act(host))
      world.table.kill(host.process)
      const heir = world.host()
      swallowing(() => next(heir))
      world.table.kill(heir.process)
      for (const cut of cuts) {
        const cutWorld = world.fork()
        cutWorld.disk.cutPower(cut)
        const label = `${first.name}, dead at operation ${k} (${operation.name} ${operation.file}, ${landed} landed), then ${name}, power cut: ${cut.label}`
        verdicts.judge(label, cutWorld, true)
      }
    }
  }
}

/**
 * Each operation fails, once, once with its effect, or with all that follow; the process goes on,
 * is told so or not, and then goes.
 */
export const exploreFailures = (
  act: Act,
  codes: ReadonlyArray<Errno>,
  explored: Explored
): void => {
  const start = prepared(act)
  const operations = operationsOf(act, start)
  explored.operations += operations.length
  const verdicts = new Verdicts(explored)
  for (const [k, operation] of operations.entries()) {
    for (const code of codes) {
      const plans = [
        ["failing", FileFaults.failAt(k, code)],
        ["failing after it landed", FileFaults.failAt(k, code, "All")],
        ["failing from there on", FileFaults.failFrom(k, code)]
      ] as const
      for (const [how, faults] of operation.changes ? plans : plans.slice(0, 1)) {
        const label = `${act.name}, operation ${k} (${operation.name} ${operation.file}) ${how} with ${code}`
        const world = start.fork()
        const host = world.host(faults)
        swallowing(() => act.act(host))
        world.table.kill(host.process)
        verdicts.judge(label, world, false)
      }
    }
  }
}
