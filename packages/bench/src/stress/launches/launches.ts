import type { JobId } from "@job-lifecycle/engine"
import * as fs from "node:fs"
import * as path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { summarise } from "../../median.ts"
import { pick, seeded } from "../seeded.ts"
import type { Judged } from "../storm/judgeWorker.ts"
import { withWorkers, Worker } from "../Worker.ts"
import type { Launched, Lives, Victim } from "./launchAndKill.ts"
import { launchAndKill } from "./launchAndKill.ts"

export interface LaunchesOptions {
  readonly folder: string
  /** The bundled worker program. */
  readonly program: string
  /** The built command `job`. */
  readonly command: string
  readonly launches: number
  /** How many at once. */
  readonly width: number
  readonly seed: number
}

export interface LaunchesReport {
  readonly broken: ReadonlyArray<string>
  readonly launchersKilled: number
  readonly ownersKilled: number
  readonly bothKilled: number
  /** Launchers that were killed before they had recorded anything. */
  readonly unrecorded: number
  readonly commandsRun: number
  readonly outcomes: Readonly<Record<string, number>>
  readonly millis: number
}

/** Longer than a launcher can have an owner under way that nobody can see yet (`diagnose`). */
const launchMillis = 2_500

/**
 * Launches detached jobs and kills the launcher, the owner, or both, at random instants of the
 * launch window, while a reader reconciles. Then a fresh process reads every job once.
 */
export const launches = async (options: LaunchesOptions): Promise<LaunchesReport> => {
  const { folder, launches: count, program } = options
  const root = path.join(folder, "launches")
  const ran = path.join(folder, "ran")
  const started = performance.now()
  // Builds go on beside a long run.
  const command = path.join(folder, "command")
  fs.cpSync(path.dirname(options.command), command, { recursive: true })
  const copied = path.join(command, path.basename(options.command))
  const all = await launchAll({ ...options, command: copied }, root, ran)
  await pause(launchMillis)
  const judge = new Worker(program, ["judge", root])
  const { judged, active } = await withWorkers([judge], async () => {
    const ids = await judge.ask<Array<JobId>>({ find: "" })
    const once = await readAll(judge, ids)
    const { active } = await judge.ask<{ readonly active: ReadonlyArray<string> }>({
      reconcile: true
    })
    const again = await readAll(judge, ids)
    return { active, judged: once.map((first, at) => ({ first, second: again[at]! })) }
  })
  const runs = Map.groupBy(linesOf(ran), (id) => id)
  const halfMade = new Set(
    judged.filter(({ first }) => isHalfMade(first)).map(({ first }) => first.id)
  )
  const listed = active.filter((id) => !halfMade.has(id))
  const broken = [...violations(all, judged, runs), ...listed.map((id) => `${id} is still listed`)]
  const outcomes: Record<string, number> = {}
  for (const { first } of judged) {
    const tag = outcomeOf(first)
    if (tag !== undefined) outcomes[tag] = (outcomes[tag] ?? 0) + 1
  }
  const number = (of: (each: Launched) => boolean) => all.filter(of).length
  return {
    broken: all.length === count ? broken : [...broken, `${all.length} launches of ${count}`],
    launchersKilled: number(({ launcherKilled }) => launcherKilled),
    ownersKilled: number(({ ownerKilled }) => ownerKilled),
    bothKilled: number(({ launcherKilled, ownerKilled }) => launcherKilled && ownerKilled),
    unrecorded: all.length - judged.length + halfMade.size,
    commandsRun: [...runs.values()].reduce((sum, lines) => sum + lines.length, 0),
    outcomes,
    millis: performance.now() - started
  }
}

/** How many launches run to their end first: they say how long a launch takes here. */
const calibrating = 6

/** How long those live here and now whom nobody kills. */
const livesOf = (all: ReadonlyArray<Launched>): Lives => {
  const latest = (lives: ReadonlyArray<number>) =>
    lives.length === 0 ? 0 : summarise(lives.slice(-calibrating)).median
  return {
    launcher: latest(
      all.filter(({ launcherKilled }) => !launcherKilled).map(({ lived }) => lived.launcher)
    ),
    owner: latest(
      all.filter((each) => each.ownerSeen && !each.ownerKilled).map(({ lived }) => lived.owner)
    )
  }
}

const launchAll = async (
  { command, launches: count, program, seed, width }: LaunchesOptions,
  root: string,
  ran: string
): Promise<ReadonlyArray<Launched>> => {
  const draw = seeded(seed)
  const all: Array<Launched> = []
  let next = 0
  const one = async (number: number, victim: Victim) => {
    const name = `launch-${number}`
    // `>>` opens with O_APPEND: two at once are two lines.
    const line = ["sh", "-c", `echo "$JOB_LIFECYCLE_ID" >> "$0"`, ran]
    const args = ["run", "--detach", "--json", "--root", root, "--name", name, "--", ...line]
    const mark = `${process.pid}-${seed}-${name}`
    const within = livesOf(all)
    all.push(await launchAndKill({ name, mark, victim, within, draw, command, args }))
  }
  const reader = new Worker(program, ["judge", root])
  const over = new AbortController()
  const reading = (async () => {
    while (!over.signal.aborted) {
      await reader.ask({ reconcile: true })
    }
  })()
  await withWorkers([reader], async () => {
    const lane = async (until: number, victim: () => Victim) => {
      while (next < until) await one(next++, victim())
    }
    const lanes = (until: number, victim: () => Victim) =>
      Promise.all(Array.from({ length: width }, () => lane(until, victim)))
    await lanes(Math.min(count, calibrating), () => "nobody")
    await lanes(count, () => pick(draw, ["launcher", "owner", "both"]))
    over.abort()
    await reading
  })
  return all
}

const readAll = async (judge: Worker, ids: ReadonlyArray<JobId>): Promise<Array<Judged>> => {
  judge.send({ read: ids })
  const judged: Array<Judged> = []
  for (const _ of ids) judged.push(await judge.next<Judged>())
  return judged
}

const linesOf = (file: string): ReadonlyArray<string> =>
  fs.existsSync(file) ? fs.readFileSync(file, "utf8").trim().split("\n") : []

const outcomeOf = (judged: Judged) =>
  judged.error === null ? judged.settlement?.outcome._tag : undefined

/** Its launcher died while it recorded it: nobody was told of it, and it is no job. */
const isHalfMade = ({ error }: Judged) => error?.startsWith("JobNotFound") === true

/** What must never be. */
const violations = function* (
  all: ReadonlyArray<Launched>,
  judged: ReadonlyArray<{ readonly first: Judged; readonly second: Judged }>,
  runs: ReadonlyMap<string, ReadonlyArray<string>>
): Generator<string> {
  const found = new Map<string, string>()
  for (const { first, second } of judged) {
    if (isHalfMade(first)) continue
    if (first.error !== null || second.error !== null) {
      yield `${first.id}: ${first.error ?? second.error}`
      continue
    }
    if (first.settlement === null) yield `${first.id}: no outcome after one read`
    if (first.settlement?.nonce !== second.settlement?.nonce) yield `${first.id}: two outcomes`
    if (first.unreadable.length > 0) yield `${first.id}: torn: ${first.unreadable.join(", ")}`
    const tag = outcomeOf(first) ?? "none"
    found.set(first.name, tag)
    const times = runs.get(first.id)?.length ?? 0
    if (times > 1) yield `${first.id}: its command ran ${times} times`
    if (tag === "Completed" && times !== 1) yield `${first.id}: completed, and ran ${times} times`
    if (tag === "NeverStarted" && times > 0) yield `${first.id}: never started, and ran`
  }
  for (const { launcherKilled, name, ownerKilled, ownerSeen } of all) {
    const tag = found.get(name)
    if (tag === undefined && (!launcherKilled || ownerSeen))
      yield `${name}: there is no job, and its launcher lived or an owner came`
    // Its owner lived, whatever became of the launcher: nobody may have taken the job from it.
    if (ownerSeen && !ownerKilled && tag !== "Completed") yield `${name}: ended as ${tag}`
  }
  for (const id of runs.keys()) {
    if (!judged.some(({ first }) => first.id === id)) yield `${id}: ran, and is no job`
  }
}
