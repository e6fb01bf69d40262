import type { Edit } from "./Edit.ts"
import { dropName, importLine, makeAsync, substitute, takeOver } from "./Edit.ts"
import { parts } from "./parts.ts"

/** The versions of the plugin that this adapter was tried on. Others are refused. */
export const knownVersions: ReadonlyArray<string> = ["1.0.3", "1.0.4", "1.0.5"]

/** Where the bundle goes, below `scripts/`. */
export const bundlePlace = "lib/job-companion.mjs"

/** Where Node keeps what it has compiled, below `scripts/`. */
export const cachePlace = "lib/.job-companion-cache"

/** The command: a file that answers what has only to be read, and where the rest of it goes. */
export const entry = { file: "codex-companion.mjs", rest: "codex-companion-main.mjs" } as const

/** What is put beside the host's own files, by file below `scripts/`. */
export const added: Readonly<Record<string, string>> = {
  [entry.file]: parts.entry,
  "lib/job-companion-settling.mjs": parts.settling
}

const state = "./lib/state.mjs"

/** Everything that is changed, by file below `scripts/`. The rest of the plugin stays as it is. */
export const adaptations: Readonly<Record<string, ReadonlyArray<Edit>>> = {
  "lib/tracked-jobs.mjs": [
    takeOver("createJobProgressUpdater", ["dd1165f7d57d6891"]),
    takeOver("runTrackedJob", ["af72c3bf7df477d8"]),
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
  ],

  "lib/codex.mjs": [
    substitute(
      "captureTurn",
      /return await state\.completion;/,
      "return await turnOrClientExit(client, state, () => completeTurn(state, null, { inferred: true }));"
    ),
    // An error that will be retried is no failure: the turn goes on.
    substitute(
      "applyTurnNotification",
      /(`Codex error: \$\{message\.params\.error\.message\}`), "failed"\)/,
      '$1, message.params.willRetry ? null : "failed")'
    ),
    importLine('import { turnOrClientExit } from "./job-companion.mjs";')
  ],

  "lib/app-server.mjs": [
    // A broker that goes away says why; whoever waits for a turn is told.
    substitute(
      null,
      /\n( +)if \(message\.method && this\.notificationHandler\) \{/,
      `
$1if (message.method === "notifications/broker/shuttingDown") {
$1  this.exitError = createProtocolError(message.params?.reason ?? "The shared Codex broker is shutting down.");
$1  return;
$1}

$1if (message.method && this.notificationHandler) {`
    )
  ],

  "app-server-broker.mjs": [
    substitute(
      "main",
      /\n( +)server\.listen\(listenTarget\.path\);/,
      `
$1guardBroker({ client: appClient, sockets, cwd, endpoint, shutdown: () => shutdown(server) });
$1server.listen(listenTarget.path);`
    ),
    importLine('import { guardBroker } from "./lib/job-companion.mjs";')
  ],

  "codex-companion.mjs": [
    takeOver("waitForSingleJobSnapshot", ["a5b80d4a18367c96"]),
    takeOver(
      "enqueueBackgroundTask",
      ["f08208f2c4d63d83"],
      `async function enqueueBackgroundTask(cwd, job, request) {
  const { logFile } = createTrackedProgress(job);
  appendLogLine(logFile, "Queued for background execution.");
  return enqueueJob(job, request, () => spawnDetachedTaskWorker(cwd, job.id), { logFile });
}
`
    ),
    takeOver(
      "handleCancel",
      ["693967982f834477"],
      `async function handleCancel(argv) {
  const { options, positionals } = parseCommandInput(argv, { valueOptions: ["cwd"], booleanOptions: ["json"] });
  const cwd = resolveCommandCwd(options);
  const { job, interrupt, work } = await cancelJob(cwd, positionals[0] ?? "", {
    env: process.env,
    interrupt: (turn) => interruptAppServerTurn(cwd, turn)
  });
  const payload = {
    jobId: job.id,
    status: job.status,
    title: job.title,
    turnInterruptAttempted: interrupt.attempted,
    turnInterrupted: interrupt.interrupted,
    work
  };
  outputCommandResult(payload, renderCancelReport(job), options.json);
}
`
    ),
    substitute("resolveLatestTrackedTaskThread", /listJobs\(/, "await listReconciledJobs("),
    substitute("handleTaskResumeCandidate", /listJobs\(/, "await listReconciledJobs("),
    makeAsync("handleTaskResumeCandidate"),
    substitute("handleStatus", /: buildSingleJobSnapshot\(/, ": await buildSingleJobSnapshot("),
    substitute("handleStatus", /= buildStatusSnapshot\(/, "= await buildStatusSnapshot("),
    substitute("handleResult", /= resolveResultJob\(/, "= await resolveResultJob("),
    substitute("handleResult", /= readStoredJob\(/, "= await readStoredJob("),
    makeAsync("handleResult"),
    substitute("handleTaskWorker", /= readStoredJob\(/, "= await readStoredJob("),
    substitute("handleTaskWorker", /\{ logFile \}\n {2}\);/, "{ logFile, dedicated: true }\n  );"),
    substitute("runForegroundCommand", /\{ logFile \}\);/, "{ logFile, dedicated: true });"),
    substitute("handleTask", /= enqueueBackgroundTask\(/, "= await enqueueBackgroundTask("),
    substitute("handleSetup", /\bsetConfig\(/, "await setConfig(", 2),
    substitute("buildSetupReport", /= getConfig\(/, "= await getConfig("),
    substitute("main", /( +)handleResult\(argv\);/, "$1await handleResult(argv);"),
    substitute(
      "main",
      /( +)handleTaskResumeCandidate\(argv\);/,
      "$1await handleTaskResumeCandidate(argv);"
    ),
    ...["getConfig", "listJobs", "setConfig", "upsertJob", "writeJobFile"].map((name) =>
      dropName(name, state)
    ),
    dropName("resolveCancelableJob", "./lib/job-control.mjs"),
    dropName("terminateProcessTree", "./lib/process.mjs"),
    dropName("nowIso", "./lib/tracked-jobs.mjs"),
    importLine(
      `import {
  cancelJob,
  enqueueBackgroundTask as enqueueJob,
  getConfig,
  listReconciledJobs,
  setConfig,
  waitForSingleJobSnapshot
} from "./lib/job-companion.mjs";`
    )
  ],

  "session-lifecycle-hook.mjs": [
    takeOver("cleanupSessionJobs", ["978b751f068bef8b"]),
    // The session lets go of what is its own; what other jobs use stays.
    substitute(
      "handleSessionEnd",
      /\n {2}if \(brokerEndpoint\) \{\n {4}await sendBrokerShutdown\(brokerEndpoint\);\n/,
      `
  await endSession(cwd, input.session_id || process.env[SESSION_ID_ENV]);
  if ((await listReconciledJobs(cwd)).some((job) => job.status === "queued" || job.status === "running")) {
    return;
  }

  if (brokerEndpoint) {
    await Promise.race([sendBrokerShutdown(brokerEndpoint), new Promise((resolve) => setTimeout(resolve, 750))]);
`
    ),
    substitute("handleSessionEnd", / {2}cleanupSessionJobs\([^\n]*\n/, ""),
    substitute(
      "handleSessionEnd",
      /killProcess: terminateProcessTree/,
      "killProcess: (brokerPid) => stopBroker(brokerPid, brokerEndpoint)"
    ),
    substitute(
      "main",
      /( +)handleSessionStart\(input\);\n/,
      "$1handleSessionStart(input);\n$1await sweepJobs(input.cwd || process.cwd()).catch(() => {});\n"
    ),
    ...["loadState", "resolveStateFile", "saveState"].map((name) => dropName(name, state)),
    dropName("terminateProcessTree", "./lib/process.mjs"),
    dropName("resolveWorkspaceRoot", "./lib/workspace.mjs"),
    importLine(
      'import { endSession, listReconciledJobs, stopBroker, sweepJobs } from "./lib/job-companion.mjs";'
    )
  ],

  "stop-review-gate-hook.mjs": [
    substitute("main", /= getConfig\(/, "= await getConfig("),
    substitute("main", /listJobs\(/, "await listReconciledJobs("),
    makeAsync("main"),
    substitute(null, /^ {2}main\(\);$/m, "  await main();"),
    // The host ends this hook after 15 minutes; what it waits for has to end before.
    substitute(null, /15 \* 60 \* 1000/, "14 * 60 * 1000"),
    substitute(null, /timed out after 15 minutes/, "timed out after 14 minutes"),
    ...["getConfig", "listJobs"].map((name) => dropName(name, state)),
    importLine('import { getConfig, listReconciledJobs } from "./lib/job-companion.mjs";')
  ]
}
