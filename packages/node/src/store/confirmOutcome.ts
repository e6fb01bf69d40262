import { errorCode } from "./errorCode.ts"
import type { JobFiles } from "./JobFiles.ts"
import { isActive } from "./markers.ts"

/**
 * Makes the outcome of a job durable before anybody is told of it. Its writer may be, or have died, between
 * the name and its flush; then the job is still among the active ones, from which it goes after that.
 * Whoever cannot flush is told what there is.
 *
 * @param nonce of the outcome; empty where that cannot be read
 */
export const confirmOutcome = (files: JobFiles, id: string, nonce: string): void => {
  const { fs, layout } = files.root
  if (files.places.isOutcomeDurable(id, nonce) || !isActive(fs, layout, id)) return
  try {
    files.places.confirm(id)
    files.places.noteOutcome(id, nonce)
  } catch (error) {
    if (errorCode(error) === undefined) throw error
  }
}
