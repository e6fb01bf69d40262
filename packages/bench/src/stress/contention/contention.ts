import { FileJobStore } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { withWorkers, Worker } from "../Worker.ts"
import type { Readings } from "./readerWorker.ts"
import { wrongIn } from "./readerWorker.ts"
import type { Round, Told } from "./rivalWorker.ts"
import { writerOf } from "./rivalWorker.ts"
import { created, sharedJob, sharedJobs } from "./shareOf.ts"

export interface ContentionOptions {
  readonly folder: string
  readonly program: string
  readonly processes: number
  /** How many facts each process publishes in a round. */
  readonly facts: number
  readonly rounds: number
}

export interface ContentionReport {
  readonly published: number
  readonly lostRaces: number
  readonly jobsRead: number
  readonly millis: number
  readonly broken: ReadonlyArray<string>
}

const readers = 2

/**
 * Lets many processes publish at once, released together, while others read all along. Every round
 * has a store of its own, which nobody has seen before it.
 */
export const contention = async (options: ContentionOptions): Promise<ContentionReport> => {
  const { program, processes, rounds } = options
  const rivals = Array.from(
    { length: processes },
    (_, n) => new Worker(program, ["rival", String(n)])
  )
  const watchers = Array.from({ length: readers }, () => new Worker(program, ["reader"]))
  const report = { published: 0, lostRaces: 0, jobsRead: 0, millis: 0, broken: [] as Array<string> }
  await withWorkers([...rivals, ...watchers], async () => {
    for (let round = 0; round < rounds; round++) {
      await oneRound(options, round, rivals, watchers, report)
    }
  })
  return report
}

const oneRound = async (
  { folder, facts }: ContentionOptions,
  round: number,
  rivals: ReadonlyArray<Worker>,
  watchers: ReadonlyArray<Worker>,
  report: { -readonly [K in keyof ContentionReport]: ContentionReport[K] } & {
    broken: Array<string>
  }
): Promise<void> => {
  const root = path.join(folder, `round-${round}`)
  const barrier = path.join(folder, `barrier-${round}`)
  const store = FileJobStore.make({ root })
  for (let n = 0; n < sharedJobs(facts); n++) Effect.runSync(store.submit(created(sharedJob(n), 0)))
  execFileSync("mkfifo", [barrier])
  // Held open for both, so that nobody waits for the other end: its close is the release.
  const release = fs.openSync(barrier, "r+")
  for (const watcher of watchers) watcher.send({ root })
  const line: Round = { root, barrier, facts }
  for (const rival of rivals) rival.send(line)
  for (const rival of rivals) await rival.next<"there">()
  const before = performance.now()
  fs.closeSync(release)
  const told = await Promise.all(rivals.map((rival) => rival.next<ReadonlyArray<Told>>()))
  report.millis += performance.now() - before
  for (const watcher of watchers) {
    const { jobs, wrong } = await watcher.ask<Readings>({ root: null })
    report.jobsRead += jobs
    report.broken.push(...wrong)
  }
  const all = told.flat()
  report.published += all.length
  report.lostRaces += all.filter(({ won }) => !won).length
  report.broken.push(...missing(root, rivals.length, facts, all))
}

/** What a fresh handle does not find of all that was published, and who was told wrong. */
const missing = (
  root: string,
  rivals: number,
  facts: number,
  told: ReadonlyArray<Told>
): ReadonlyArray<string> => {
  const store = FileJobStore.make({ root })
  const wrong: Array<string> = []
  if (told.length !== rivals * facts) wrong.push(`${told.length} of ${rivals * facts} answers`)
  const winners = new Map<string, number>()
  for (const { id, fact, won, standing } of told) {
    const name = `${id} ${fact}`
    if (won) winners.set(name, (winners.get(name) ?? 0) + 1)
    const read = Effect.runSync(store.facts(id))
    const value = fact === "outcome" ? read.settlement : read[fact]
    const writer = value === null ? "nobody" : writerOf(value as never)
    if (writer !== standing) wrong.push(`${name} is of ${writer}, told was ${standing}`)
  }
  for (const { id, fact } of told) {
    const count = winners.get(`${id} ${fact}`) ?? 0
    if (count !== 1) wrong.push(`${id} ${fact} has ${count} winners`)
    wrong.push(...wrongIn(id, store))
  }
  // Every job that has an outcome is listed as settled, and no other one.
  const ended = new Set(told.filter(({ fact }) => fact === "outcome").map(({ id }) => id))
  const listed = new Set(Effect.runSync(store.settled(1_000_000)))
  for (const id of ended) if (!listed.has(id)) wrong.push(`${id} is not listed as settled`)
  for (const id of listed) if (!ended.has(id)) wrong.push(`${id} is listed and has no outcome`)
  return wrong
}
