import { readFileSync, readdirSync } from "node:fs"

/** Marks every process of one storm, and everything that it starts. */
export const markVariable = "STORM_MARK"

/** Every process, by its number as text. Linux alone: elsewhere nothing is seen. */
export const processes = (): ReadonlyArray<string> =>
  textOf(() => readdirSync("/proc").join("\n"))
    .split("\n")
    .filter((name) => /^\d+$/.test(name))

/** The living processes that carry this mark; those that are known not to are not looked at. */
export const survivors = (
  mark: string,
  strangers: ReadonlySet<string> = new Set()
): ReadonlyArray<number> =>
  processes()
    .filter((name) => !strangers.has(name) && isMarked(name, mark) && !isDefunct(name))
    .map(Number)

const isMarked = (pid: string, mark: string) =>
  textOf(() => readFileSync(`/proc/${pid}/environ`, "utf8"))
    .split("\0")
    .includes(`${markVariable}=${mark}`)

const isDefunct = (pid: string) => {
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, "utf8"))
  return /^\S+ \(.*\) [ZX] /s.test(stat) || stat === ""
}

/** A process that ends while it is read reads as empty. */
const textOf = (read: () => string): string => {
  try {
    return read()
  } catch {
    return ""
  }
}
