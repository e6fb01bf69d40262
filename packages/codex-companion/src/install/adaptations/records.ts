import type { Edit } from "../Edit.ts"
import { dropName, importLine, substitute, takeOver } from "../Edit.ts"

/** What keeps and shows the records of jobs. */
export const records: Readonly<Record<string, ReadonlyArray<Edit>>> = {
  "lib/state.mjs": [
    // One place for a workspace, whatever a process's environment says.
    takeOver("resolveStateDir", ["b500debf924ccfd9"], "export { resolveStateDir };\n"),
    dropName("createHash", "node:crypto"),
    dropName("resolveWorkspaceRoot", "./workspace.mjs"),
    importLine('import { resolveStateDir } from "./job-companion.mjs";')
  ],

  "lib/tracked-jobs.mjs": [
    // A log is worth no failure, and has a cap.
    substitute(null, /\bfs\.appendFileSync\(/, "appendToLog(", 2),
    takeOver("createJobProgressUpdater", ["dd1165f7d57d6891"]),
    takeOver("runTrackedJob", ["af72c3bf7df477d8"]),
    importLine('import { appendToLog } from "./job-companion.mjs";'),
    importLine('export { createJobProgressUpdater, runTrackedJob } from "./job-companion.mjs";')
  ],

  "lib/job-control.mjs": [
    takeOver("buildStatusSnapshot", ["80610782cf457b56", "f5b84ca0916f6450"]),
    takeOver("buildSingleJobSnapshot", ["bc13df2e2e28434f"]),
    takeOver("resolveResultJob", ["6b3bc636eb0879ea"]),
    takeOver("resolveCancelableJob", ["a07d7b352e5bded2"]),
    takeOver("readStoredJob", ["986011f47a2de3c2"]),
    importLine(
      `export {
  buildSingleJobSnapshot,
  buildStatusSnapshot,
  readStoredJob,
  resolveCancelableJob,
  resolveResultJob
} from "./job-companion.mjs";`
    )
  ]
}
