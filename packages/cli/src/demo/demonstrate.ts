import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import type { JobDocument } from "../json/JobDocument.ts"
import { JobCommand } from "./JobCommand.ts"
import type { Scene } from "./scenes.ts"
import { scenes } from "./scenes.ts"

const patienceMillis = 30_000

/**
 * Starts real jobs, treats them badly, and asks a fresh process what became of them. Answers the
 * exit code: 0 only if every record holds the right outcome.
 */
export const demonstrate = async (): Promise<number> => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "job-demo-"))
  const job = new JobCommand(path.join(folder, "jobs"))
  const giveUp = new AbortController()
  const stop = () => giveUp.abort()
  process.once("SIGINT", stop).once("SIGTERM", stop)
  try {
    say(`Seven jobs, each a command with an owner of its own, in a store of their own.\n`)
    for (const scene of scenes) {
      job.start(["run", "--name", scene.name, ...(scene.options ?? []), "--", ...scene.command])
    }
    await play(job, AbortSignal.any([giveUp.signal, AbortSignal.timeout(patienceMillis)]))
    return judge(await read(job))
  } catch (error) {
    if (!giveUp.signal.aborted) throw error
    return 130
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop)
    await leaveNothing(job, folder)
  }
}

/** Does to each job what its scene says once it runs, and shows them all until they have ended. */
const play = async (job: JobCommand, until: AbortSignal): Promise<void> => {
  const waiting = new Set(scenes.filter(({ act }) => act !== undefined))
  const screen = new Screen()
  for (let jobs: ReadonlyArray<JobDocument> = []; !allSettled(jobs);) {
    until.throwIfAborted()
    jobs = await read(job)
    if (jobs.length > 0) screen.show(await tableOf(job))
    if (jobs.filter(({ state }) => state !== "queued").length === scenes.length) {
      for (const scene of waiting) {
        const found = jobs.find(({ name }) => name === scene.name)
        if (found?.state !== "running" || found.childPid === null) continue
        waiting.delete(scene)
        screen.note(`${scene.name}: ${scene.act!.says}`)
        scene.act!.do(found, { cancel: (id) => void job.start(["cancel", id]) })
        break
      }
    }
    await pause(150)
  }
  await job.ended()
  screen.show(await tableOf(job), true)
}

/** Without the advice that follows each cause: the store is gone when somebody could take it. */
const tableOf = async (job: JobCommand): Promise<string> =>
  (await job.text(["status"])).replace(/^( +↳ .*?); .*$/gm, "$1")

const allSettled = (jobs: ReadonlyArray<JobDocument>): boolean =>
  jobs.length === scenes.length && jobs.every(({ state }) => state === "settled")

const read = async (job: JobCommand): Promise<ReadonlyArray<JobDocument>> => {
  const document = await job.json(["status", "--all"])
  if (!("jobs" in document)) throw new Error(JSON.stringify(document))
  return document.jobs
}

const judge = (jobs: ReadonlyArray<JobDocument>): number => {
  say("\nWhat a fresh process reads:\n")
  const wrong = scenes.filter((scene) => {
    const found = jobs.find(({ name }) => name === scene.name)
    const right = found !== undefined && isAsExpected(found, scene)
    say(`  ${right ? "✓" : "✗"} ${scene.name.padEnd(16)} ${JSON.stringify(found?.outcome ?? null)}`)
    if (!right) say(`    expected ${JSON.stringify(scene.expected)}`)
    return !right
  })
  say(wrong.length === 0 ? "\nEach record is right." : `\n${wrong.length} of 7 records are wrong.`)
  say("A job of your own: npx --yes pnpm@12 start run -- CMD")
  return wrong.length === 0 ? 0 : 1
}

const isAsExpected = ({ outcome, state }: JobDocument, { expected }: Scene): boolean =>
  state === "settled" &&
  outcome?.tag === expected.tag &&
  Object.entries(expected.data ?? {}).every(
    ([field, value]) => (outcome as Readonly<Record<string, unknown>>)[field] === value
  )

/** Ends what still runs, by the command's own means first, and takes the store away. */
const leaveNothing = async (job: JobCommand, folder: string): Promise<void> => {
  const open = (await read(job).catch(() => [])).filter(
    ({ state, work }) => state !== "settled" || work === "running"
  )
  if (open.length > 0) await job.text(["cancel", ...open.map(({ id }) => id), "--grace", "300ms"])
  job.kill()
  await job.ended()
  // An owner may be listing its job: the outcome comes first.
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)

/** Draws the table over the one before on a terminal; elsewhere shows a few of them. */
class Screen {
  #lines = 0
  #shown = 0
  readonly #notes: Array<string> = []

  note(text: string): void {
    this.#notes.push(`  → ${text}`)
    if (!process.stdout.isTTY) say(`  → ${text}`)
  }

  show(table: string, last = false): void {
    if (process.stdout.isTTY) {
      // A line that wraps would be two to erase.
      const columns = process.stdout.columns || undefined
      const cut = (line: string) => [...line].slice(0, columns).join("")
      const text = `${table}\n${this.#notes.join("\n")}\n`.split("\n").map(cut).join("\n")
      if (this.#lines > 0) process.stdout.write(`\u001b[${this.#lines}A\u001b[J`)
      process.stdout.write(text)
      this.#lines = text.split("\n").length - 1
    } else if (last) process.stdout.write(table)
    else if (this.#shown++ % 6 === 0) say(table)
  }
}
