import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import * as fs from "node:fs"
import * as path from "node:path"
import type { Started, Surroundings } from "./command.ts"
import { startJob, until } from "./command.ts"

/** A job whose command is on record and has printed numbers. */
export interface RunningJob {
  /** The owner in the foreground; with `--detach` its launcher. */
  readonly started: Started
  readonly id: string
  /** What is on record of it. */
  readonly folder: string
  readonly numbers: ReadonlyArray<number>
}

/**
 * Starts the first job of a store, `line` being all that follows `job run`, and waits until its
 * command is on record and has printed so many numbers, one on each line.
 */
export const runningJob = (
  root: string,
  line: ReadonlyArray<string>,
  { count = 1, ...surroundings }: Surroundings & { readonly count?: number | undefined } = {}
): Effect.Effect<RunningJob, never, Scope> =>
  Effect.gen(function* () {
    const started = yield* startJob(root, ["run", ...line], surroundings)
    yield* until(
      "its command is on record, and has printed its numbers",
      Effect.sync(() => {
        const folder = folderOfOnly(root)
        return folder !== null && isThere(folder, "command.json") && printed(folder).length >= count
      })
    )
    const folder = folderOfOnly(root)!
    return { started, id: path.basename(folder), folder, numbers: printed(folder).map(Number) }
  })

const folderOfOnly = (root: string): string | null => {
  const jobs = path.join(root, "jobs")
  const [bucket] = isThere(jobs) ? fs.readdirSync(jobs) : []
  const [id] = bucket === undefined ? [] : fs.readdirSync(path.join(jobs, bucket))
  return bucket === undefined || id === undefined ? null : path.join(jobs, bucket, id)
}

const printed = (folder: string): ReadonlyArray<string> =>
  isThere(folder, "log")
    ? fs.readFileSync(path.join(folder, "log"), "utf8").split("\n").slice(0, -1)
    : []

const isThere = (...names: ReadonlyArray<string>) => fs.existsSync(path.join(...names))
