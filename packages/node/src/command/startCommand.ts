import { RunnerNotStarted } from "@job-lifecycle/engine"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { startFailure } from "./startFailure.ts"

export interface CommandExit {
  readonly code: number | null
  readonly signal: string | null
}

export interface StartedCommand {
  readonly child: ChildProcess
  readonly pid: number
  readonly exited: Deferred.Deferred<CommandExit>
}

/** Starts a program without a shell. When this succeeds, it runs, and its exit cannot be missed. */
export const startCommand = (options: {
  readonly command: ReadonlyArray<string>
  readonly cwd: string | undefined
  readonly env: NodeJS.ProcessEnv
  readonly stdin: "inherit" | "ignore"
  readonly detached: boolean
}): Effect.Effect<StartedCommand, RunnerNotStarted> =>
  Effect.callback((resume) => {
    const { command, cwd, detached, env, stdin } = options
    const [program, ...args] = command
    const failed = (error: unknown) => resume(Effect.fail(startFailure(error, command, cwd)))
    if (program === undefined || program === "") {
      const message = "There is no command to run: its name is empty."
      return resume(Effect.fail(new RunnerNotStarted({ message, code: null, stderrTail: "" })))
    }
    try {
      const child = spawn(program, args, {
        cwd,
        env,
        detached,
        stdio: [stdin, "pipe", "pipe"],
        windowsHide: true
      })
      // Without a pid it was not started, and the reason follows as an event.
      child.on("error", child.pid === undefined ? failed : () => {})
      if (child.pid === undefined) return
      // At the exit Node throws away what nobody listens for. Pumps listen only while they wait.
      for (const stream of [child.stdout, child.stderr]) stream?.on("readable", () => {})
      const exited = Deferred.makeUnsafe<CommandExit>()
      child.once("exit", (code, signal) => {
        Deferred.doneUnsafe(exited, Effect.succeed({ code, signal }))
      })
      resume(Effect.succeed({ child, pid: child.pid, exited }))
    } catch (error) {
      failed(error)
    }
  })

/** Holds nothing of the command any more: neither its pipes nor, if it runs on, its handle. */
export const letGo = (child: ChildProcess): void => {
  child.stdout?.destroy()
  child.stderr?.destroy()
  child.removeAllListeners("exit")
  child.unref()
}
