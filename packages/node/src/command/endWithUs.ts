import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { ChildProcess } from "node:child_process"

interface Running {
  readonly child: ChildProcess
  readonly pid: number
  readonly leadsGroup: boolean
}

const running = new Set<Running>()

/**
 * Kills a command that still runs when its scope closes or when this process ends (a second signal,
 * process.exit), so that nobody has to wait for a reader to do it. With its own group the whole
 * group. Where the work stopper can see, it was there before, and asked politely.
 *
 * **Details**: the child is ours and not collected yet, so its number, and its group's, cannot have
 * been given to anybody else. A SIGKILL of this process runs nothing: there the next reader ends a
 * job's command, and nobody an end hook, which goes on to its end.
 */
export const endWithUs = (command: Running): Effect.Effect<void, never, Scope.Scope> =>
  Effect.asVoid(
    Effect.acquireRelease(
      Effect.sync(() => {
        if (running.size === 0) process.on("exit", killAll)
        running.add(command)
      }),
      () =>
        Effect.sync(() => {
          kill(command)
          running.delete(command)
          if (running.size === 0) process.off("exit", killAll)
        })
    )
  )

const killAll = (): void => {
  for (const command of running) kill(command)
}

const kill = ({ child, leadsGroup, pid }: Running): void => {
  if (child.exitCode !== null || child.signalCode !== null || pid <= 1) return
  try {
    process.kill(leadsGroup && process.platform !== "win32" ? -pid : pid, "SIGKILL")
  } catch {
    // It ended by itself in this very moment.
  }
}
