import * as Effect from "effect/Effect"
import type { Scope } from "effect/Scope"
import { spawn, spawnSync } from "node:child_process"
import { once } from "node:events"

/** A pid namespace with a procfs of its own, whose first process collects every orphan. */
export interface Namespace {
  /** Written before a command, it has that command run inside. */
  readonly enter: ReadonlyArray<string>
  /** Runs a line of shell inside to its end, and answers what it printed. */
  readonly shell: (script: string) => string
}

const own = ["--pid", "--fork", "--mount-proc", "--kill-child"]

/** Written before a command, it makes that command the first process of a namespace of its own. */
export const firstProcess: ReadonlyArray<string> = ["unshare", ...own, "--"]

/** Why no such namespace can be made here; null when it can. */
export const noNamespace: string | null =
  spawnSync("unshare", [...own, "true"], { stdio: "ignore" }).status === 0
    ? null
    : "no pid namespace can be made here"

/** Makes a namespace for a scope. With it ends every process in it. */
export const makeNamespace: Effect.Effect<Namespace, never, Scope> = Effect.gen(function* () {
  const unshare = yield* Effect.acquireRelease(
    Effect.sync(() =>
      // A shell that waits collects whatever is handed to it.
      spawn("unshare", [...own, "sh", "-c", "echo; sleep infinity; :"], {
        stdio: ["ignore", "pipe", "ignore"]
      })
    ),
    (child) => Effect.sync(() => child.kill("SIGKILL"))
  )
  yield* Effect.promise(() => once(unshare.stdout, "data"))
  const ns = `/proc/${unshare.pid}/ns`
  const enter = ["nsenter", `--pid=${ns}/pid_for_children`, `--mount=${ns}/mnt`, "--"]
  return {
    enter,
    shell: (script) => {
      const [program, ...args] = [...enter, "sh", "-c", script]
      const { status, stderr, stdout } = spawnSync(program!, args, { encoding: "utf8" })
      if (status !== 0) throw new Error(`${script} exited with ${status}: ${stderr}`)
      return stdout
    }
  }
})
