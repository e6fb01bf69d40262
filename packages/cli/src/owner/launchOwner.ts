import type { Job, NoOwner } from "@job-lifecycle/engine"
import { idVariable, openStartUp, tokenVariable } from "@job-lifecycle/node"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import * as fs from "node:fs"

/**
 * Starts the owner of a submitted job: this program once more, with a session of its own, nothing on
 * its standard streams but a file in the job's folder for what it may say before it can record
 * anything. It starts where we are, so that paths in our environment (NODE_OPTIONS, NODE_EXTRA_CA_CERTS)
 * lead where they led for us, and leaves our working directory before it claims the job.
 *
 * **Details**: the environment is ours, but for the marks of a job that we may be part of
 * ourselves: the new job outlives that one, and must not be stopped with it. It carries the new
 * job's id as its token instead: by that readers see that an owner is still to come.
 */
export const launchOwner = (job: Job, root: string): { readonly ended: Effect.Effect<NoOwner> } => {
  const ended = Deferred.makeUnsafe<NoOwner>()
  const end = (message: string, code: string | null) => {
    Deferred.doneUnsafe(ended, Effect.succeed({ message, code }))
  }
  const failed = (error: NodeJS.ErrnoException) =>
    end(`its owner could not be started: ${error.message}`, error.code ?? null)
  const errors = openStartUp(job.logFile)
  try {
    const { [idVariable]: _id, ...env } = process.env
    const owner = spawn(
      process.execPath,
      [...process.execArgv, process.argv[1]!, "own", job.id, "--root", root],
      {
        detached: true,
        env: { ...env, [tokenVariable]: job.id },
        stdio: ["ignore", "ignore", errors ?? "ignore"],
        windowsHide: true
      }
    )
    owner.on("error", failed)
    owner.on("exit", (code, signal) =>
      end(`its owner ended before it claimed the job (${signal ?? `exit code ${code}`})`, null)
    )
    owner.unref()
  } catch (error) {
    failed(error as NodeJS.ErrnoException)
  } finally {
    if (errors !== null) fs.closeSync(errors)
  }
  return { ended: Deferred.await(ended) }
}
