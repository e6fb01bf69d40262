import type { HookEnd } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { endWithUs } from "./endWithUs.ts"
import { environmentWith } from "./environmentWith.ts"

/** What an end hook is started with. */
export interface HookOptions {
  /** A line for the system's shell. */
  readonly line: string
  /** What it can read from its standard input. */
  readonly stdin: string
  /** Added to this process's environment. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string | undefined
}

/**
 * Runs a line of the shell to its end, and says how that came out. Interrupted, it is killed with its
 * whole group. What it prints goes to our standard error: standard output is somebody else's.
 */
export const runHook = (options: HookOptions): Effect.Effect<HookEnd> =>
  Effect.scoped(
    Effect.gen(function* () {
      const { child, ended } = started(options)
      const { pid } = child
      if (pid !== undefined) yield* endWithUs({ child, pid, leadsGroup: true })
      return yield* Effect.promise(() => ended)
    })
  )

const started = ({ cwd, env, line, stdin }: HookOptions) => {
  const child = spawn(line, {
    shell: true,
    cwd,
    env: environmentWith({ ...env }),
    detached: process.platform !== "win32",
    stdio: ["pipe", 2, 2],
    windowsHide: true
  })
  // It need not read what it is given.
  child.stdin?.on("error", () => {})
  child.stdin?.end(stdin)
  return { child, ended: endOf(child) }
}

const endOf = (child: ChildProcess): Promise<HookEnd> =>
  new Promise((resolve) => {
    child.once("error", ({ message }) =>
      resolve({ exitCode: null, problem: `it could not be started: ${message}` })
    )
    child.once("exit", (exitCode, signal) => {
      const how = signal === null ? `it exited with code ${exitCode}` : `it was ended by ${signal}`
      resolve({ exitCode, problem: exitCode === 0 ? null : how })
    })
  })
