/** What the stat line of a process says of it (proc_pid_stat(5)). */
export interface ProcessStat {
  readonly pid: number
  /** One letter: `T` and `t` are stopped, `Z` and `X` are dead. */
  readonly state: string
  readonly ppid: number
  readonly group: number
  readonly session: number
  /** Its threads that still exist. */
  readonly threads: number
  readonly startTicks: number
  /** A thread of the kernel: it has no program and no environment. */
  readonly kernel: boolean
  /** It is ending: nothing of its program runs any more. One thread's word, not the whole process's. */
  readonly exiting: boolean
}

/** PF_KTHREAD and PF_EXITING of the kernel's sched.h. */
const kernelThread = 0x00200000
const exitingThread = 0x00000004

/**
 * Reads a stat line. The program's name comes second, in parentheses, and may itself contain
 * parentheses, blanks and newlines: the fields are counted from the last `)`. Null when it is no
 * stat line.
 */
export const parseStat = (line: string): ProcessStat | null => {
  const end = line.lastIndexOf(")")
  if (end === -1) return null
  const fields = line.slice(end + 2).split(" ")
  const stat = {
    pid: Number.parseInt(line, 10),
    state: fields[0] ?? "",
    ppid: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    kernel: (Number(fields[6]) & kernelThread) !== 0,
    exiting: (Number(fields[6]) & exitingThread) !== 0,
    threads: Number(fields[17]),
    startTicks: Number(fields[19])
  }
  return Number.isSafeInteger(stat.pid) && Number.isSafeInteger(stat.startTicks) ? stat : null
}

/**
 * Tells whether the process is dead although its row is still there. A main thread that ended
 * before its other threads also reads as `Z`; that process is alive.
 */
export const isDefunct = (process: { readonly state: string; readonly threads: number }): boolean =>
  process.state === "X" ||
  process.state === "x" ||
  (process.state === "Z" && !(process.threads > 1))

/** Tells whether the process is stopped by a signal or a tracer. */
export const isFrozen = (process: { readonly state: string }): boolean =>
  process.state === "T" || process.state === "t"
