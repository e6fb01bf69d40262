import type { ProcessKey } from "../probe/ProcessKey.ts"

/** One row of the process table, as far as it matters to a tree of work. */
export interface ProcessRow extends ProcessKey {
  readonly ppid: number
  readonly group: number
  readonly session: number
  /** Not dead: a defunct process has a row and can do nothing. */
  readonly alive: boolean
  /** The job token in its environment; null when it has none or it cannot be read. */
  readonly token: string | null
  /** The number of a parent that is gone, where orphans keep it (Windows). Its holder may be anybody. */
  readonly orphanOf?: number
}

/** Stands for a start that nobody saw: no process has it, and every process may have started after it. */
export const unseenStart = Number.NEGATIVE_INFINITY
