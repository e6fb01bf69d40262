import * as fs from "node:fs"
import * as path from "node:path"
import type { Call, Interference } from "./strace.ts"
import {
  callsIn,
  errorsOf,
  interfering,
  isAbout,
  isElsewhere,
  needStrace,
  telling
} from "./strace.ts"
import type { Subject } from "./subjects.ts"
import { subjects } from "./subjects.ts"
import type { Ended, Seen } from "./World.ts"
import { World } from "./World.ts"

export interface CallsOptions {
  readonly folder: string
  /** The built command `job`. */
  readonly command: string
  /** How many at once. */
  readonly width: number
  /** Takes each n-th trial alone; 1 is all. */
  readonly every: number
  readonly progress: (line: string) => void
}

/** Longer than everything else takes, and far shorter than any limit. */
const delayMillis = 1_200

/**
 * Lets each system call of a command be refused, be its last, or take long while others act on its job: one call
 * of one run at a time. Afterwards one look has to find one outcome, and nothing that runs.
 */
export const calls = async ({
  command,
  every,
  folder,
  progress,
  width
}: CallsOptions): Promise<ReadonlyArray<string>> => {
  needStrace()
  const broken: Array<string> = []
  let worlds = 0
  const makeWorld = () => new World(path.join(folder, `calls-${worlds++}`), command)
  for (const [at, { name }] of subjects(makeWorld()).entries()) {
    const subjectIn = (world: World): Subject => subjects(world)[at]!
    const trials = (await trialsOf(makeWorld(), subjectIn)).filter((_, n) => n % every === 0)
    const left = [...trials]
    let elsewhere = 0
    const lane = async () => {
      for (let trial = left.shift(); trial !== undefined; trial = left.shift()) {
        const world = makeWorld()
        const found = await attempt(world, subjectIn(world), trial)
        const { call, how } = trial
        const where = `${name}: ${JSON.stringify(how)} at ${call.told} (${call.name} ${call.nth})`
        if (found === null) elsewhere++
        else broken.push(...found.map((one) => `${where}: ${one}`))
        world.remove()
      }
    }
    await Promise.all(Array.from({ length: width }, lane))
    const count = (tag: Interference["_tag"]) => trials.filter(({ how }) => how._tag === tag).length
    progress(
      `${name}: ${count("Refused") - elsewhere} refused, ${count("Killed")} its last, ${count("Delayed")} delayed`
    )
  }
  return broken
}

interface Trial {
  readonly call: Call
  readonly how: Interference
}

/** Runs it once as it is, to learn its calls. */
const trialsOf = async (
  world: World,
  subjectIn: (world: World) => Subject
): Promise<ReadonlyArray<Trial>> => {
  const subject = subjectIn(world)
  const file = `${world.root}.calls`
  const owner = await subject.before(world)
  await world.run(subject.args(owner === null ? null : await world.job()), telling(file))
  await owner?.ended
  const all = callsIn(fs.readFileSync(file, "utf8"), world.root)
  const trials = all.flatMap((call): ReadonlyArray<Trial> =>
    waysOf(call, isAbout(call, world.root))
      .filter(({ _tag }) => subject.ways.includes(_tag))
      .map((how) => ({ call, how }))
  )
  world.remove()
  return trials
}

const waysOf = (call: Call, isOnDisk: boolean): ReadonlyArray<Interference> => [
  // Node itself ends where it is refused a thread.
  ...(isOnDisk ? errorsOf(call).map((error): Interference => ({ _tag: "Refused", error })) : []),
  { _tag: "Killed" },
  { _tag: "Delayed", millis: delayMillis }
]

/** What is wrong afterwards; null where another call was refused than was meant. */
const attempt = async (
  world: World,
  subject: Subject,
  { call, how }: Trial
): Promise<ReadonlyArray<string> | null> => {
  const owner = await subject.before(world)
  const id = owner === null ? null : await world.job()
  let isOver = false
  const file = `${world.root}.calls`
  const running = world.run(subject.args(id), interfering(call, how, file))
  const beside = how._tag === "Delayed" ? subject.beside(world, () => isOver) : null
  const ended = await running
  isOver = true
  await beside
  const owned = (await owner?.ended) ?? ended
  await world.run(["reconcile"])
  const isVoid = how._tag === "Refused" && isElsewhere(fs.readFileSync(file, "utf8"), world.root)
  if (isVoid) return null
  return judge(world, subject, how, { ended, owned, jobs: await world.jobs() })
}

const judge = (
  world: World,
  subject: Subject,
  how: Interference,
  seen: { readonly ended: Ended; readonly owned: Ended; readonly jobs: ReadonlyArray<Seen> }
): ReadonlyArray<string> => {
  const { ended, jobs, owned } = seen
  const broken: Array<string> = []
  const runs = world.timesRun()
  if (ended.signal !== null && how._tag !== "Killed") broken.push(`it ended by ${ended.signal}`)
  if (/\n\s+at \S+.*:\d+:\d+|node:internal/.test(ended.stderr)) broken.push(ended.stderr)
  if (runs > 1) broken.push(`its command ran ${runs} times`)
  if (runs === 1 && jobs.length === 0) broken.push("its command ran, and no job is on record")
  if (jobs.length > 1) broken.push(`${jobs.length} jobs are on record`)
  for (const job of jobs) {
    const { outcome, state, work } = job
    if (state !== "settled" || work === "running") broken.push(`it is ${state}, its work ${work}`)
    else if (runs === 1 && outcome?.tag === "NeverStarted") broken.push("it ran, and never started")
    else if (!subject.isRight(job, owned.code, how)) {
      broken.push(
        `it ended as ${JSON.stringify(outcome)} with code ${job.exitCode}, and the process with ${owned.code}`
      )
    }
  }
  const living = world.survivors()
  if (living.length > 0) broken.push(`processes live on: ${living.join(", ")}`)
  return broken
}
