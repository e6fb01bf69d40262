import type { HostJob } from "../records/HostJob.ts"
import { Refusal } from "./Refusal.ts"

/**
 * Finds the one job that an id or its beginning names; without a reference the first of all. Null: it
 * names none. Whether that is a mistake, and of which kind, is for the caller to say.
 */
export const matchReference = (jobs: ReadonlyArray<HostJob>, reference: string): HostJob | null => {
  if (reference === "") return jobs[0] ?? null
  const exact = jobs.find(({ id }) => id === reference)
  if (exact !== undefined) return exact
  const matches = jobs.filter(({ id }) => id.startsWith(reference))
  if (matches.length > 1) {
    throw new Refusal(`Job reference "${reference}" is ambiguous. Use a longer job id.`)
  }
  return matches[0] ?? null
}
