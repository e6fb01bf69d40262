/*
 * Every fact after the submission says of which job it is, so that one which was copied into another job's
 * folder is not believed there. Those of older versions do not, and are believed.
 */

/** Adds to a fact, as JSON, of which job it is. Last, so that it can be taken off for nothing. */
export const ofJob = (json: unknown, id: string): unknown => ({ ...(json as object), job: id })

/** What a fact of this job says; undefined when it is no JSON, or another job's. */
export const parsedOf = (text: string, id: string): unknown => {
  const json = parsed(text)
  const job = jobIn(json)
  if (job === undefined) return json
  if (job !== id) return undefined
  delete (json as { job?: unknown }).job
  return json
}

/** Which other job a fact says it is of; null when it says none. */
export const otherJobIn = (text: string, id: string): string | null => {
  const job = jobIn(parsed(text))
  return typeof job !== "string" || job === id ? null : job
}

const jobIn = (json: unknown): unknown =>
  typeof json === "object" && json !== null ? (json as { readonly job?: unknown }).job : undefined

/** Undefined: it is no JSON. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
