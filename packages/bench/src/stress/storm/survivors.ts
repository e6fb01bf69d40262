import { readFileSync, readdirSync } from "node:fs"

/** Marks every process of one storm, and everything that it starts. */
export const markVariable = "STORM_MARK"

/** The living processes that carry this mark. Linux alone: elsewhere nothing is seen. */
export const survivors = (mark: string): ReadonlyArray<number> =>
  textOf(() => readdirSync("/proc").join("\n"))
    .split("\n")
    .filter((name) => /^\d+$/.test(name) && isMarked(name, mark) && !isDefunct(name))
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
