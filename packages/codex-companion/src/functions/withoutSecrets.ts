import { redactSecrets } from "@job-lifecycle/node"

/** A text as a record may quote it: what its app-server wrote on standard error is in the host's errors. */
export const withoutSecrets = redactSecrets(process.env)

/** An error as a record may quote it, its data too. What is no error is a text or has none. */
export const errorWithoutSecrets = (error: unknown): unknown => {
  if (!(error instanceof Error)) return typeof error === "string" ? withoutSecrets(error) : error
  return Object.assign(new Error(withoutSecrets(error.message)), dataOf(error))
}

/** What JSON shows of an error beside its message. Total: what it cannot show is not recorded either. */
const dataOf = (error: Error): object => {
  const safe = (_: string, value: unknown) =>
    typeof value === "string" ? withoutSecrets(value) : value
  try {
    return JSON.parse(JSON.stringify(error), safe) as object
  } catch {
    return {}
  }
}
