import type { ProcessEnd, TerminationSignal } from "@job-lifecycle/engine"

export type ExitHook = (end: ProcessEnd) => boolean

/** The code of a process whose event loop ran dry with a job open. */
const drainedExitCode = 121

/** Without it such a process ends without a word, and Node no longer tells of an await that nothing ends. */
const drainedWarning =
  "nothing was left that could wake a job's runner, so the job is recorded as drained: what the engine waits for keeps no process alive, jobs.wait does"

const longestTrace = 4_096

// Exits belong to the process, so there is one set of hooks in it, each called at most once.
const hooks = new Set<{ readonly hook: ExitHook }>()
let uncaught: string | null = null
let forcedBy: TerminationSignal | null = null

/** Adds a hook, and answers how to take it away again. Listeners are there only while hooks are. */
export const addExitHook = (hook: ExitHook): (() => void) => {
  const entry = { hook }
  if (hooks.size === 0) install()
  hooks.add(entry)
  return () => {
    if (hooks.delete(entry) && hooks.size === 0) uninstall()
  }
}

/** Says that a second signal is about to end the process. */
export const noteForced = (signal: TerminationSignal): void => {
  forcedBy = signal
}

const install = () => {
  process.prependListener("exit", onExit)
  process.prependListener("beforeExit", onDrained)
  process.prependListener("uncaughtExceptionMonitor", onUncaught)
}

const uninstall = () => {
  process.off("exit", onExit)
  process.off("beforeExit", onDrained)
  process.off("uncaughtExceptionMonitor", onUncaught)
}

/**
 * Calls every hook once, and answers whether any found its job open. One that throws must neither
 * keep the others from their word nor end the process: an `exit` listener that throws skips all
 * later ones, anybody's.
 */
const runHooks = (end: ProcessEnd): boolean => {
  const all = [...hooks]
  let acted = false
  hooks.clear()
  uninstall()
  for (const { hook } of all) {
    try {
      if (hook(end)) acted = true
    } catch {
      // Nothing can be reported here; the next reader infers the ending.
      acted = true
    }
  }
  return acted
}

/** Final, even if somebody else's listener wakes the loop again: the record says how it stood. */
const onDrained = (): void => {
  if (!runHooks({ _tag: "Drained" })) return
  process.emitWarning(drainedWarning, { type: "JobLifecycleWarning", code: "JOB_DRAINED" })
  if (process.exitCode === undefined || process.exitCode === 0) process.exitCode = drainedExitCode
}

/** No process with a job open has succeeded: where it would say so, its exit code becomes 1. */
const onExit = (code: number): void => {
  const acted = runHooks(
    forcedBy === null ? { _tag: "Exiting", code, uncaught } : { _tag: "Forced", signal: forcedBy }
  )
  if (acted && code === 0) process.exitCode = 1
}

/**
 * Remembers what is about to end the process. Where somebody handles uncaught exceptions the
 * process may go on, and only an exit from inside that handler was caused by this one.
 */
const onUncaught = (error: unknown): void => {
  uncaught = traceOf(error)
  const handled =
    process.listenerCount("uncaughtException") > 0 || process.hasUncaughtExceptionCaptureCallback()
  if (handled) {
    setImmediate(() => {
      uncaught = null
    })
  }
}

const traceOf = (error: unknown): string => {
  try {
    const text = error instanceof Error ? (error.stack ?? String(error)) : String(error)
    return text.slice(0, longestTrace)
  } catch {
    return "an exception that cannot be shown"
  }
}
