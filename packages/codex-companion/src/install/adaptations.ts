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
  "lib/state.mjs": [
    // One place for a workspace, whatever a process's environment says.
    takeOver("resolveStateDir", ["b500debf924ccfd9"], "export { resolveStateDir };\n"),
    dropName("createHash", "node:crypto"),
    dropName("resolveWorkspaceRoot", "./workspace.mjs"),
    importLine('import { resolveStateDir } from "./job-companion.mjs";')
  ],

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
    // The names and threads of subagents that came before the turn's own number are not forgotten.
    substitute(
      "captureTurn",
      /if \(belongsToTurn\(state, message\)\) \{/,
      'if (["thread/started", "thread/name/updated"].includes(message.method) || belongsToTurn(state, message)) {'
    ),
    // An error is no phase: one that will be retried is passing, and one that will not ends the turn, whose
    // end mostly follows by itself.
    substitute(
      "applyTurnNotification",
      /\n( +)emitProgress\(state\.onProgress, (`Codex error: \$\{message\.params\.error\.message\}`), "failed"\);/,
      `
$1emitProgress(state.onProgress, $2);
$1if (message.params.willRetry === false && (message.params.threadId ?? null) === state.threadId) {
$1  clearCompletionTimer(state);
$1  state.completionTimer = setTimeout(() => completeTurn(state, { id: state.turnId, status: "failed" }), 2000);
$1}`
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

  "lib/broker-lifecycle.mjs": [
    takeOver(
      "ensureBrokerSession",
      ["fcd3cb8113741209"],
      `export async function ensureBrokerSession(cwd, options = {}) {
  return ensureBroker(cwd, {
    timeoutMs: options.timeoutMs,
    connect: connectToEndpoint,
    prepare: () => {
      const sessionDir = createBrokerSessionDir();
      return {
        endpoint: (options.createBrokerEndpoint ?? createBrokerEndpoint)(sessionDir, options.platform),
        sessionDir,
        pidFile: path.join(sessionDir, "broker.pid"),
        logFile: path.join(sessionDir, "broker.log")
      };
    },
    start: ({ endpoint, logFile, pidFile }) =>
      spawnBrokerProcess({
        scriptPath: options.scriptPath ?? fileURLToPath(new URL("../app-server-broker.mjs", import.meta.url)),
        cwd,
        endpoint,
        pidFile,
        logFile,
        env: options.env ?? process.env
      })
  });
}
`
    ),
    takeOver("isBrokerEndpointReady", ["ef847ae38d8dd6b3"]),
    takeOver(
      "sendBrokerShutdown",
      ["da16aa3ea17d08cb"],
      `export async function sendBrokerShutdown(endpoint) {
  const socket = connectToEndpoint(endpoint);
  await askBroker(socket, "broker/shutdown", 750);
  socket.destroy();
}
`
    ),
    importLine('import { askBroker, ensureBroker } from "./job-companion.mjs";')
  ],

  "app-server-broker.mjs": [
    substitute(
      "main",
      /\n( +)const server = net\.createServer\(/,
      `
$1const guard = guardBroker({ client: appClient, sockets, cwd, endpoint, shutdown: () => shutdown(server) });
$1const server = net.createServer(`
    ),
    // Whether the app-server answers, and whether the broker is still in use.
    substitute(
      "main",
      /\n( +)if \(message\.id !== undefined && message\.method === "broker\/shutdown"\) \{/,
      `
$1if (guard.answers(message, socket)) {
$1  continue;
$1}

$1if (message.id !== undefined && message.method === "broker/shutdown") {`
    ),
    substitute(
      "main",
      /server\.listen\(listenTarget\.path\);/,
      "server.listen(listenTarget.path, () => guard.listening());"
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
  return enqueueJob(job, request, (errors) => spawnDetachedTaskWorker(cwd, job.id, errors), { logFile });
}
`
    ),
    // What the worker says before it can record anything is kept.
    substitute("spawnDetachedTaskWorker", /\(cwd, jobId\) \{/, "(cwd, jobId, errors) {"),
    substitute(
      "spawnDetachedTaskWorker",
      /stdio: "ignore"/,
      'stdio: ["ignore", "ignore", errors ?? "ignore"]'
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
    // Told to run in the background, a review is a process of its own; the command only watches and says what
    // came of it, as the host's users expect.
    substitute(
      "handleReviewCommand",
      /\n( +)await runForegroundCommand\(/,
      `
$1if (options.background && !options.wait) {
$1  ensureCodexAvailable(cwd);
$1  const { base, model, scope } = options;
$1  const review = { cwd, base, scope, model, focusText, reviewName: config.reviewName };
$1  const { payload } = await enqueueBackgroundTask(cwd, job, { review });
$1  process.stderr.write(renderQueuedTaskLaunch(payload));
$1  await waitForSingleJobSnapshot(cwd, job.id, { timeoutMs: 2 ** 31 - 1 });
$1  const ended = await readStoredJob(workspaceRoot, job.id);
$1  if (ended?.result == null) throw new Error(ended?.errorMessage ?? "The review ended without an answer.");
$1  outputResult(options.json ? ended.result : ended.rendered, options.json);
$1  if (ended.status !== "completed") process.exitCode = 1;
$1  return;
$1}

$1await runForegroundCommand(`
    ),
    substitute(
      "handleTaskWorker",
      /executeTaskRun\(\{\n( +)\.\.\.request,/,
      "(request.review ? executeReviewRun : executeTaskRun)({\n$1...(request.review ?? request),"
    ),
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
    // The session lets go of what is its own; whether the broker goes is the broker's to say, if it can.
    takeOver(
      "handleSessionEnd",
      ["1ac03c969fda1817"],
      `async function handleSessionEnd(input) {
  const cwd = input.cwd || process.cwd();
  await endSession(cwd, input.session_id || process.env[SESSION_ID_ENV]);
  const endpoint = loadBrokerSession(cwd)?.endpoint ?? process.env[BROKER_ENDPOINT_ENV];
  if (endpoint && (await mayGoWithSession(cwd, endpoint))) {
    await sendBrokerShutdown(endpoint);
  }
}
`
    ),
    substitute(
      "main",
      /( +)handleSessionStart\(input\);\n/,
      "$1handleSessionStart(input);\n$1await sweepJobs(input.cwd || process.cwd()).catch(() => {});\n"
    ),
    ...["loadState", "resolveStateFile", "saveState"].map((name) => dropName(name, state)),
    ...["clearBrokerSession", "LOG_FILE_ENV", "PID_FILE_ENV", "teardownBrokerSession"].map((name) =>
      dropName(name, "./lib/broker-lifecycle.mjs")
    ),
    dropName("terminateProcessTree", "./lib/process.mjs"),
    dropName("resolveWorkspaceRoot", "./lib/workspace.mjs"),
    importLine('import { endSession, mayGoWithSession, sweepJobs } from "./lib/job-companion.mjs";')
  ],

  "stop-review-gate-hook.mjs": [
    substitute("main", /= getConfig\(/, "= await getConfig("),
    substitute("main", /listJobs\(/, "await listReconciledJobs("),
    makeAsync("main"),
    substitute(null, /^ {2}main\(\);$/m, "  await main();"),
    // The host ends this hook after 15 minutes; what it waits for has to end before, and its job before that.
    substitute(null, /15 \* 60 \* 1000/, "14 * 60 * 1000"),
    substitute(null, /timed out after 15 minutes/, "timed out after 14 minutes"),
    substitute(
      "runStopReview",
      /\n( +)\.\.\.process\.env,/,
      `
$1...process.env,
$1CODEX_COMPANION_JOB_TIMEOUT_MS: String(
$1  Math.min(Number(process.env.CODEX_COMPANION_JOB_TIMEOUT_MS) || Infinity, STOP_REVIEW_TIMEOUT_MS - 30 * 1000)
$1),`
    ),
    // One review at a time, and a gate that cannot review holds nobody up twice.
    substitute(
      "main",
      /\n( +)const review = runStopReview\(cwd, input\);\n +if \(!review\.ok\) \{/,
      `
$1if (runningJob?.title === "Codex Stop Gate Review") {
$1  emitDecision({ decision: "block", reason: \`\${runningTaskNote} It is the review of this stop.\` });
$1  return;
$1}

$1const review = runStopReview(cwd, input);
$1if (!review.ok && input.stop_hook_active && review.reason.startsWith("The stop-time Codex review task")) {
$1  logNote(review.reason);
$1} else if (!review.ok) {`
    ),
    ...["getConfig", "listJobs"].map((name) => dropName(name, state)),
    importLine('import { getConfig, listReconciledJobs } from "./lib/job-companion.mjs";')
  ]
}
