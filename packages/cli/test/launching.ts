import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { job, jobsOf } from "./command.ts"

export const detach = (...line: ReadonlyArray<string>) => [
  "run",
  "--detach",
  "--json",
  "--",
  ...line
]

/** A shell's line that goes on until the file is there. */
export const untilThere = (file: string) => `until [ -e "${file}" ]; do sleep 0.05; done`

export const besides = (root: string, name: string) => path.join(path.dirname(root), name)

/** The one job of a store, as one read finds it. */
export const theJob = (root: string, name?: string) =>
  Effect.map(job(root, ["status", "--json"]), (read) => {
    const found = jobsOf(read).find((each) => name === undefined || each.name === name)
    return found ?? assert.fail(`there is no such job: ${read.stdout}`)
  })
