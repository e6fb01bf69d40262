/**
 * What one check of this machine and its store came to. `warning`: jobs are kept safely, and something
 * works less well than it could. `problem`: something does not work.
 */
export interface Finding {
  /** A fixed name, for programs. */
  readonly check: Check
  readonly verdict: "ok" | "warning" | "problem"
  /** What was found, for people: a phrase without a full stop. */
  readonly text: string
  /** What to do about it; null where nothing needs to be done. */
  readonly advice: string | null
}

/** What `job doctor` looks at, in the order in which it tells it. */
export const checks = [
  "root",
  "access",
  "format",
  "place",
  "publication",
  "watch",
  "channel",
  "processes",
  "identity",
  "environment",
  "node",
  "space",
  "jobs",
  "owners",
  "damage",
  "trash"
] as const
export type Check = (typeof checks)[number]

export const ok = (check: Check, text: string): Finding => ({
  check,
  verdict: "ok",
  text,
  advice: null
})

export const warning = (check: Check, text: string, advice: string): Finding => ({
  check,
  verdict: "warning",
  text,
  advice
})

export const problem = (check: Check, text: string, advice: string): Finding => ({
  check,
  verdict: "problem",
  text,
  advice
})

/** The message of whatever was thrown. */
export const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
