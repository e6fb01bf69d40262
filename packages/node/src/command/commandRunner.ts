import type { Runner, RunnerContext } from "@job-lifecycle/engine"
import { ExitCodeZero, RunnerFailed, RunnerNotStarted, rawTailBytes } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { killedSince, readMemoryGroup } from "../probe/memoryGroup.ts"
import { identifyRunning } from "../stopping/NodeWork.ts"
import { idVariable, tokenVariable } from "../stopping/tokenVariable.ts"
import { carryOutput } from "./carryOutput.ts"
import { endWithUs } from "./endWithUs.ts"
import { environmentWith } from "./environmentWith.ts"
import type { CommandExit, StartedCommand } from "./startCommand.ts"
import { letGo, startCommand } from "./startCommand.ts"
import { TailBuffer } from "./TailBuffer.ts"

/** What a command is started with, and where its output goes. */
export interface CommandOptions {
  /** The program first, then its arguments. No shell reads them. */
  readonly command: ReadonlyArray<string>
  readonly cwd?: string | undefined
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  readonly stdin: "inherit" | "ignore"
  /** `stream`: to the job's log and through to our own output. `log`: to the log alone. */
  readonly output: "stream" | "log"
  /**
   * Gives the command a session and group of its own (setsid(2)): for owners in the background.
   * Without it the command shares ours, so that ^C and ^Z at a terminal reach it.
   */
  readonly ownSession: boolean
}

/**
 * Makes the runner of a job that is a command: it completes when the command exits with 0, and
 * fails with its exit code or signal, and the end of its standard error, otherwise.
 *
 * **Details**: what it starts is recorded before anything is waited for, and recognisable by the
 * job's token in its environment in the instant between. The end is the command's own exit, not
 * that of its pipes, which a grandchild may hold open. The engine stops the tree by its
 * identity before it interrupts this; what then still runs of the command itself is killed.
 *
 * **Gotchas**: the pipes that Node gives a command are sockets, so that it cannot open
 * `/dev/stdout`, and a command whose reader went away may see a reset connection before SIGPIPE.
 * What is still unread by our own reader at the command's exit is in the buffers of
 * `process.stdout`; let the process end by itself, or flush, before you exit.
 */
export const commandRunner =
  (options: CommandOptions): Runner<ExitCodeZero, RunnerFailed | RunnerNotStarted> =>
  (job) =>
    Effect.scoped(
      Effect.uninterruptibleMask((restore) =>
        Effect.gen(function* () {
          const memory = readMemoryGroup()
          const started = yield* start(options, job)
          yield* Effect.addFinalizer(() => Effect.sync(() => letGo(started.child)))
          yield* endWithUs({ ...started, leadsGroup: options.ownSession })
          yield* Effect.flatMap(identityOf(started, options), job.work)
          const stderrTail = new TailBuffer(rawTailBytes)
          const exit = yield* restore(carryOutput(started, options.output, job, stderrTail))
          // Read at once: what the kernel does later has nothing to do with it.
          const outOfMemory = exit.signal === "SIGKILL" ? killedSince(memory) : null
          return { exit, stderrTail: stderrTail.text(), outOfMemory }
        })
      )
    ).pipe(Effect.flatMap((ended) => resultOf(ended, options.command)))

const start = (
  { command, cwd, env, ownSession, stdin }: CommandOptions,
  job: RunnerContext
): Effect.Effect<StartedCommand, RunnerNotStarted, Scope.Scope> =>
  startCommand({
    command,
    cwd,
    env: environmentWith({ ...env, [tokenVariable]: job.token, [idVariable]: job.id }),
    stdin,
    detached: ownSession
  })

const identityOf = ({ pid }: StartedCommand, { command, ownSession }: CommandOptions) =>
  identifyRunning({ pid, leadsGroup: ownSession, name: command[0] ?? "" })

interface Ended {
  readonly exit: CommandExit
  readonly stderrTail: string
  readonly outOfMemory: string | null
}

const resultOf = (
  { exit: { code, signal }, outOfMemory, stderrTail }: Ended,
  command: ReadonlyArray<string>
): Effect.Effect<ExitCodeZero, RunnerFailed> => {
  if (code === 0) return Effect.succeed<ExitCodeZero>(ExitCodeZero)
  const message =
    signal === null
      ? `${command[0]} exited with code ${code}`
      : `${command[0]} was ended by ${signal}${outOfMemory === null ? "" : `; ${outOfMemory}`}`
  return Effect.fail(new RunnerFailed({ message, exitCode: code, signal, stderrTail }))
}
