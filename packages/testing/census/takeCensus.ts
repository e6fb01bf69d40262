import { readFileSync, readdirSync } from "node:fs"

/** One process that carries the mark of a test run. */
export interface Survivor {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** The environment variable that marks every process of one test run, however it was detached. */
export const censusVariable = "JOB_LIFECYCLE_CENSUS"

/**
 * Lists the living processes that carry this mark in their environment. Linux only: elsewhere
 * there is no /proc, and the list is empty. Defunct processes are dead and do not count.
 */
export const takeCensus = (mark: string): ReadonlyArray<Survivor> => {
  const survivors: Array<Survivor> = []
  for (const name of pids()) {
    if (!isMarked(read(`/proc/${name}/environ`), mark)) continue
    const stat = read(`/proc/${name}/stat`)
    const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    if (state === undefined || state === "" || state === "Z" || state === "X") continue
    const command = read(`/proc/${name}/cmdline`).split("\0").join(" ").trim()
    survivors.push({ pid: Number(name), parent: Number(parent), command })
  }
  return survivors
}

/** A run inside a marked run marks with `outer/inner`, and is seen by both. */
const isMarked = (environment: string, mark: string): boolean =>
  environment.split("\0").some((entry) => `${entry}/`.startsWith(`${censusVariable}=${mark}/`))

const pids = (): ReadonlyArray<string> => {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** A process that ends while it is read reads as empty. */
const read = (path: string): string => {
  try {
    return readFileSync(path, "utf8")
  } catch {
    return ""
  }
}
