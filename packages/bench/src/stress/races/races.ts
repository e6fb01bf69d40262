import type { Created, JobId, OwnerIdentity } from "@job-lifecycle/engine"
import { defaultLimits } from "@job-lifecycle/engine"
import { FileJobStore, identifyProcess, nodeScheme } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as path from "node:path"
import { seeded } from "../seeded.ts"
import { withWorkers, Worker } from "../Worker.ts"
import { judgeRace } from "./judgeRace.ts"
import type { RaceName } from "./raceNames.ts"
import type { Answer, Move } from "./racerWorker.ts"

export interface RacesOptions {
  readonly folder: string
  readonly program: string
  readonly races: number
  readonly seed: number
}

export interface RaceReport {
  readonly name: RaceName
  readonly races: number
  /** How often each outcome stood in the end. */
  readonly outcomes: Record<string, number>
  readonly millis: number
  readonly broken: ReadonlyArray<string>
}

/**
 * Lets two processes race for one job after another, through the façade over real files. They are
 * started once; a third handle, which took no part, judges. At the end every outcome is read again.
 */
export const races = async (
  name: RaceName,
  { folder, program, races: count, seed }: RacesOptions
): Promise<RaceReport> => {
  const root = path.join(folder, name.replaceAll(" ", "-"))
  const dead = await deadOwner()
  const racer = (self = "") => new Worker(program, ["racer", root, self])
  const honest = [racer(), racer()] as const
  const liar = racer(JSON.stringify(dead))
  const outcomes: Record<string, number> = {}
  const broken: Array<string> = []
  const stood = new Map<JobId, string>()
  const draw = seeded(seed)
  const store = FileJobStore.make({ root })
  const before = performance.now()
  await withWorkers([...honest, liar], async () => {
    for (const worker of [...honest, liar]) await worker.next<"ready">()
    for (let n = 0; n < count; n++) {
      const id = n.toString(16).padStart(16, "0") as JobId
      const { claimed, lies, moves, begin } = courseOf(name, n)
      Effect.runSync(store.submit(created(id, claimed ? dead : null)))
      const rivals = [lies ? liar : honest[0], honest[1]] as const
      if (begin) await rivals[0].ask<unknown>({ act: "start", id, afterMicros: 0 })
      const answers = await Promise.all(
        moves.map((act, at) => {
          const move: Move = { act, id, afterMicros: Math.floor(draw() * draw() * spread[act]) }
          return rivals[at]!.ask<Answer>(move)
        })
      )
      const facts = Effect.runSync(store.facts(id))
      broken.push(...judgeRace(name, lies, facts, answers))
      const tag = facts.settlement?.outcome._tag ?? "none"
      outcomes[tag] = (outcomes[tag] ?? 0) + 1
      stood.set(id, JSON.stringify(facts.settlement))
    }
    for (const [id, settlement] of stood) {
      const now = JSON.stringify(Effect.runSync(store.facts(id)).settlement)
      if (now !== settlement) broken.push(`${id}: ${settlement} became ${now}`)
    }
  })
  return { name, races: count, outcomes, millis: performance.now() - before, broken }
}

/** What follows a longer way to its write is met by a rival that waits longer; in microseconds. */
const spread: Record<Move["act"], number> = {
  get: 4_000,
  abandon: 4_000,
  own: 6_000,
  cancel: 4_000,
  start: 0,
  finish: 20_000
}

/** Who does what in the nth race of a name. Every second one is the race's other variant. */
const courseOf = (
  name: RaceName,
  n: number
): {
  /** Claimed by an owner that is dead. */
  readonly claimed: boolean
  /** The first rival owns jobs under the name of that dead owner. */
  readonly lies: boolean
  readonly moves: readonly [Move["act"], Move["act"]]
  /** The first rival runs the job before the race. */
  readonly begin: boolean
} => {
  const odd = n % 2 === 1
  const course = { claimed: false, lies: false, begin: false }
  switch (name) {
    case "two settlers":
      return odd
        ? { ...course, moves: ["abandon", "abandon"] }
        : { ...course, claimed: true, moves: ["get", "get"] }
    case "settle against reconcile":
      return { ...course, lies: odd, begin: true, moves: ["finish", "get"] }
    case "cancel against claim":
      return { ...course, moves: ["own", "cancel"] }
    case "cancel against finish":
      return { ...course, begin: true, moves: ["finish", "cancel"] }
  }
}

const created = (id: JobId, dead: OwnerIdentity | null): Created => ({
  id,
  request: {
    name: `race ${id}`,
    kind: "function",
    command: null,
    cwd: null,
    session: null,
    retryOf: null,
    upstream: false,
    limits: { ...defaultLimits, claimMillis: 2 ** 45 }
  },
  submitter: { scheme: "bench", label: "races", value: null },
  createdAt: 1_700_000_000_000,
  nonce: `created-${id}`,
  claim:
    dead === null
      ? null
      : {
          _tag: "Owned",
          owner: dead,
          nonce: `claim-${id}`,
          token: `token-${id}`,
          claimedAt: 1_700_000_000_001,
          dedicated: false
        }
})

/** A process that is no more, by the identity that it had. */
const deadOwner = async (): Promise<OwnerIdentity> => {
  const child = spawn("sleep", ["600"], { stdio: "ignore" })
  const exited = once(child, "exit")
  const value = identifyProcess(child.pid!)
  child.kill("SIGKILL")
  await exited
  return { scheme: nodeScheme, label: `pid ${child.pid}`, value }
}
