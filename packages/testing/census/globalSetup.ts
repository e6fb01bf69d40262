import { randomUUID } from "node:crypto"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import type { Survivor } from "./takeCensus.ts"
import { censusVariable, takeCensus, takeRoll } from "./takeCensus.ts"

/**
 * Marks everything that the test run starts, and fails the run when a process outlives it. The
 * workers of the runner itself are its direct children and are let go.
 */
export default () => {
  // Whatever started us carries an outer mark at most, and is not ours to count.
  const outer = process.env[censusVariable]
  const mark = outer === undefined ? randomUUID() : `${outer}/${randomUUID()}`
  process.env[censusVariable] = mark
  const workspace = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "")
  const census = { mark, before: takeRoll(), workspace }
  return async () => {
    const left = await untilEmpty(() => takeCensus(census).filter(isLeft))
    if (left.length > 0) {
      throw new Error(
        `The tests left ${left.length} process(es) alive:\n${left.map(({ pid, command }) => `  ${pid} ${command}`).join("\n")}`
      )
    }
  }
}

const isLeft = ({ pid, parent }: Survivor): boolean =>
  pid !== process.pid && parent !== process.pid && pid !== process.ppid

/** A process that was just told to end may need a moment to be gone. */
const untilEmpty = async (look: () => ReadonlyArray<Survivor>) => {
  for (let tries = 0; tries < 50 && look().length > 0; tries++) await pause(100)
  return look()
}
