/** A process as it is matched before every signal: a number alone never names one. */
export interface ProcessKey {
  readonly pid: number
  readonly startTicks: number
}

/** The key as text, for sets. */
export const keyOf = (process: ProcessKey): string => `${process.pid}@${process.startTicks}`
