import type { Edit } from "../Edit.ts"
import { dropName, importLine, makeAsync, substitute, takeOver } from "../Edit.ts"
import { hostState } from "../places.ts"

/** The command itself, but for what is answered before it. */
export const command: Readonly<Record<string, ReadonlyArray<Edit>>> = {
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
  }).finally(() => leaveSoon());
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
      dropName(name, hostState)
    ),
    dropName("resolveCancelableJob", "./lib/job-control.mjs"),
    dropName("terminateProcessTree", "./lib/process.mjs"),
    dropName("nowIso", "./lib/tracked-jobs.mjs"),
    importLine(
      `import {
  cancelJob,
  enqueueBackgroundTask as enqueueJob,
  getConfig,
  leaveSoon,
  listReconciledJobs,
  setConfig,
  waitForSingleJobSnapshot
} from "./lib/job-companion.mjs";`
    )
  ]
}
