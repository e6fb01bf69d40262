import * as fs from "node:fs"

/** One process as procfs shows it (proc_pid_stat(5)): read here, through nothing that is tested. */
export interface Look {
  readonly pid: number
  readonly startTicks: string
  /** One letter: `T` is stopped, `Z` and `X` are dead. */
  readonly state: string
  readonly parent: number
  readonly session: number
}

/** Null: no process has that number. */
export const lookAt = (pid: number): Look | null => {
  const stat = textOf(`/proc/${pid}/stat`)
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
  const [state, parent, , session] = fields
  return {
    pid,
    state: state!,
    parent: Number(parent),
    session: Number(session),
    startTicks: fields[19]!
  }
}

/** A look at a process that is there. */
export const lookAtLiving = (pid: number): Look => {
  const look = lookAt(pid)
  if (look === null || isDead(look)) throw new Error(`no process ${pid} lives`)
  return look
}

export const isDead = ({ state }: Look): boolean => state === "Z" || state === "X"

/** Whether that very process lives, and not another one with its number. */
export const stillLives = ({ pid, startTicks }: Look): boolean => {
  const now = lookAt(pid)
  return now !== null && now.startTicks === startTicks && !isDead(now)
}

/**
 * Signals that a process was sent and has not met yet, as the kernel's mask in hexadecimal. One that
 * is stopped meets none but SIGKILL and SIGCONT.
 */
export const pendingSignals = (pid: number): string => {
  const status = textOf(`/proc/${pid}/status`) ?? ""
  const [, own, shared] = /^SigPnd:\s*(\S+)\nShdPnd:\s*(\S+)$/m.exec(status) ?? []
  if (own === undefined) throw new Error(`process ${pid} cannot be examined`)
  return (BigInt(`0x${own}`) | BigInt(`0x${shared}`)).toString(16)
}

const textOf = (file: string): string | null => {
  try {
    return fs.readFileSync(file, "latin1")
  } catch {
    return null
  }
}
