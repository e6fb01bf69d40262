import { errorCode } from "./errorCode.ts"
import type { JobFiles } from "./JobFiles.ts"
import { isActive } from "./markers.ts"

/**
 * Makes the outcome of a job durable before anybody is told of it. Its writer may be, or have died, between
 * the name and its flush; then the job is still among the active ones, from which it goes after that.
 * Whoever cannot flush is told what there is.
 */
export const confirmOutcome = (files: JobFiles, id: string): void => {
  const { fs, layout } = files.root
  if (!isActive(fs, layout, id)) return
  try {
    files.places.confirm(id)
  } catch (error) {
    if (errorCode(error) === undefined) throw error
  }
}
