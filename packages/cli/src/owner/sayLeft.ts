import type { JobId } from "@job-lifecycle/engine"
import { shownId } from "../shown/describe.ts"
import { write } from "../stdio.ts"

/**
 * Says of a job whose owner leaves in the middle, as a second ^C makes it, where to look: what it started may
 * run on, and nobody has seen to that. Answers what to call when there is nothing left in the middle.
 */
export const sayLeft = (id: JobId): (() => void) => {
  const say = () => {
    const shown = shownId(id)
    write("stderr", `job: left; what ${shown} started may still run: job status ${shown}\n`)
  }
  process.once("exit", say)
  return () => process.off("exit", say)
}
