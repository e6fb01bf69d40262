import { readFileSync, readdirSync, readlinkSync } from "node:fs"

/** One process that a test run has left. */
export interface Survivor {
  readonly pid: number
  readonly parent: number
  readonly command: string
}

/** The environment variable that marks every process of one test run, however it was detached. */
export const censusVariable = "JOB_LIFECYCLE_CENSUS"

/** What to count: the mark, and what was there before the run began. */
export interface Census {
  readonly mark: string
  /** From `takeRoll`, before anything was started. */
  readonly before: ReadonlySet<string>
  /** Where the run works. An orphan in there that carries no mark at all has wiped it off. */
  readonly workspace: string
}

/** Every process of this moment, as its number and start time. */
export const takeRoll = (): ReadonlySet<string> =>
  new Set(pids().flatMap((pid) => (statOf(pid) === null ? [] : [keyOf(pid)])))

/**
 * Lists the living processes that a run has started: those that carry its mark, and orphans in its
 * workspace that came up since and carry none. Linux only: elsewhere there is no /proc, and the
 * list is empty. Defunct processes are dead and do not count.
 */
export const takeCensus = ({ before, mark, workspace }: Census): ReadonlyArray<Survivor> =>
  pids().flatMap((pid) => {
    const stat = statOf(pid)
    if (stat === null || stat.state === "Z" || stat.state === "X") return []
    const environment = read(`/proc/${pid}/environ`)
    const wiped =
      stat.parent === 1 &&
      !environment.includes(`${censusVariable}=`) &&
      !before.has(keyOf(pid)) &&
      `${folderOf(pid)}/`.startsWith(`${workspace}/`)
    if (!wiped && !isMarked(environment, mark)) return []
    const command = read(`/proc/${pid}/cmdline`).split("\0").join(" ").trim()
    return [{ pid: Number(pid), parent: stat.parent, command }]
  })

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

const statOf = (pid: string) => {
  const stat = read(`/proc/${pid}/stat`)
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  if (stat === "") return null
  return { state: fields[0]!, parent: Number(fields[1]), startTicks: fields[19]! }
}

const keyOf = (pid: string): string => `${pid} ${statOf(pid)?.startTicks ?? ""}`

const folderOf = (pid: string): string => {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ""
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
