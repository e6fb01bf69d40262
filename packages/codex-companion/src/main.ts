import { realpathSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { runInstaller } from "./install/runInstaller.ts"

// What the bundle gives to the host: plain functions and promises, no type of any library.
export { cancelJob } from "./functions/cancelJob.ts"
export { getConfig, setConfig } from "./functions/config.ts"
export { createJobProgressUpdater } from "./functions/createJobProgressUpdater.ts"
export { endSession } from "./functions/endSession.ts"
export { enqueueBackgroundTask } from "./functions/enqueueBackgroundTask.ts"
export { appendToLog } from "./functions/jobLog.ts"
export { leaveSoon } from "./functions/leaveSoon.ts"
export { readInput } from "./functions/readInput.ts"
export { listReconciledJobs } from "./functions/readJobs.ts"
export { readStoredJob, resolveCancelableJob, resolveResultJob } from "./functions/resolveJobs.ts"
export { findResumeCandidate } from "./functions/findResumeCandidate.ts"
export { runTrackedJob } from "./functions/runTrackedJob.ts"
export {
  buildSingleJobSnapshot,
  buildStatusSnapshot,
  waitForSingleJobSnapshot
} from "./functions/snapshots.ts"
export { checkStopGate } from "./functions/checkStopGate.ts"
export { sweepJobs } from "./functions/sweepJobs.ts"
export { resolveStateDir } from "./workspace/workspace.ts"
export { initializeOrClose } from "./turn/initializeOrClose.ts"
export { turnOrClientExit } from "./turn/turnOrClientExit.ts"
export { answerReading } from "./early/answerReading.ts"
export { guardBroker } from "./broker/guardBroker.ts"
export { askBroker } from "./broker/askBroker.ts"
export { ensureBroker } from "./broker/ensureBroker.ts"
export { mayGoWithSession } from "./functions/mayGoWithSession.ts"

if (isRunDirectly()) {
  const say = (line: string) => void process.stdout.write(`${line}\n`)
  void runInstaller(process.argv.slice(2), say).then((code) => (process.exitCode = code))
}

/** Imported by the host's scripts it does nothing by itself. */
function isRunDirectly(): boolean {
  try {
    return realpathSync(process.argv[1] ?? "") === realpathSync(fileURLToPath(import.meta.url))
  } catch {
    return false
  }
}
