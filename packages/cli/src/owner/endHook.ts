import type { EndHook } from "@job-lifecycle/engine"
import { runHook } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { exitCodeOf } from "../exitCode.ts"
import { jobJson } from "../json/jobJson.ts"
import { documentText } from "../json/printDocument.ts"

/**
 * Runs `--on-end` of a job: a line of the shell, in the job's directory where that is still there,
 * with the job's document on its standard input and its id, outcome and exit code in the environment.
 * `job` in it finds the same store.
 */
export const endHook =
  (root: string): NonNullable<(typeof EndHook)["Service"]> =>
  (job, line) =>
    Effect.suspend(() =>
      runHook({
        line,
        stdin: documentText({ job: jobJson(job) }),
        env: {
          JOB_ID: job.id,
          JOB_OUTCOME: job.state._tag === "Settled" ? job.state.settlement.outcome._tag : "",
          JOB_EXIT_CODE: String(exitCodeOf(job)),
          JOB_LIFECYCLE_ROOT: path.resolve(root)
        },
        cwd: existing(job.request.cwd)
      })
    )

const existing = (folder: string | null): string | undefined =>
  folder !== null && fs.existsSync(folder) ? folder : undefined
