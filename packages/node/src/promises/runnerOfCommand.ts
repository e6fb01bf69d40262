import type { ExitCodeZero, Runner, RunnerFailed, RunnerNotStarted } from "@job-lifecycle/engine"
import type { CommandOptions } from "../command/commandRunner.ts"
import { commandRunner } from "../command/commandRunner.ts"

/** How a command is started. What is left out is as in the background. */
export interface CommandStart {
  /** Added to this process's environment, and to `JOB_LIFECYCLE_ROOT` with the store of the job. */
  readonly env?: CommandOptions["env"]
  /** Default: `ignore`. */
  readonly stdin?: CommandOptions["stdin"] | undefined
  /** Default: `log`, to the job's log alone. */
  readonly output?: CommandOptions["output"] | undefined
  /** Default: true. False at a terminal, so that ^C and ^Z there reach the command. */
  readonly ownSession?: boolean | undefined
}

/** The runner of a command that somebody asked for without Effect. */
export const runnerOfCommand = (
  command: ReadonlyArray<string>,
  cwd: string | undefined,
  { env, output, ownSession, stdin }: CommandStart
): Runner<ExitCodeZero, RunnerFailed | RunnerNotStarted> =>
  commandRunner({
    command,
    // Null was not given.
    cwd: cwd ?? undefined,
    env: env ?? undefined,
    stdin: stdin ?? "ignore",
    output: output ?? "log",
    ownSession: ownSession ?? true
  })
