#!/usr/bin/env node
import process from "node:process";
import { randomUUID } from "node:crypto";
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs, splitRawArgumentString } from "./lib/args.mjs";
import { codexIsThere, interruptAppServerTurn, runTurn } from "./lib/codex.mjs";
import {
  buildSingleJobSnapshot,
  buildStatusSnapshot,
  newestFirst,
  readStoredJob,
  resolveCancelableJob,
  resolveResultJob
} from "./lib/job-control.mjs";
import { terminateProcessTree } from "./lib/process.mjs";
import * as shown from "./lib/render.mjs";
import { getConfig, listJobs, setConfig, upsertJob, writeJobFile } from "./lib/state.mjs";
import {
  appendLogBlock,
  appendLogLine,
  createJobProgressUpdater,
  nowIso,
  runTrackedJob,
  SESSION_ID_ENV,
  startLog
} from "./lib/tracked-jobs.mjs";
import { resolveWorkspaceRoot } from "./lib/workspace.mjs";

const { renderCancelReport } = shown;

function parseCommandInput(argv, config) {
  const words = argv.length === 1 ? splitRawArgumentString(argv[0]) : argv;
  return parseArgs(words, { ...config, aliasMap: { C: "cwd" } });
}

function resolveCommandCwd(options) {
  return options.cwd ?? process.cwd();
}

function outputResult(value, asJson) {
  process.stdout.write(asJson ? `${JSON.stringify(value, null, 2)}\n` : value);
}

function outputCommandResult(payload, rendered, asJson) {
  if (asJson) outputResult(payload, true);
  else outputResult(rendered, false);
}

function ensureCodexAvailable() {
  if (!codexIsThere()) throw new Error("There is no codex.");
}

function renderQueuedTaskLaunch(payload) {
  return `${payload.title} was started in the background: ${payload.jobId}\n`;
}

function createJob(cwd, jobClass, title, summary) {
  const sessionId = process.env[SESSION_ID_ENV];
  const id = `${jobClass}-${randomUUID().slice(0, 8)}`;
  return { id, jobClass, title, summary, sessionId, workspaceRoot: resolveWorkspaceRoot(cwd), createdAt: new Date().toISOString() };
}

function createTrackedProgress(job, logFile = startLog(job)) {
  const update = createJobProgressUpdater(job.workspaceRoot, job.id);
  const progress = (event) => {
    appendLogLine(logFile, event.message);
    update(event);
  };
  return { logFile, progress };
}

async function waitForSingleJobSnapshot(cwd, reference, { timeoutMs = 240_000 } = {}) {
  const until = Date.now() + Number(timeoutMs);
  for (;;) {
    const snapshot = buildSingleJobSnapshot(cwd, reference);
    const waitTimedOut = Date.now() >= until;
    if (snapshot.job.completedAt || waitTimedOut) return { ...snapshot, waitTimedOut };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function resolveLatestTrackedTaskThread(cwd) {
  const found = newestFirst(listJobs(cwd)).find(({ jobClass, threadId }) => jobClass === "task" && threadId);
  if (!found) throw new Error("There is nothing to go on with.");
  return found.threadId;
}

async function executeRun({ cwd, prompt, threadId = null, onProgress }) {
  ensureCodexAvailable();
  const ran = await runTurn(cwd, { prompt, threadId, onProgress });
  const { answer, exitStatus, ...turn } = ran;
  const payload = { status: exitStatus, threadId: turn.threadId, rawOutput: answer };
  return { exitStatus, ...turn, payload, rendered: `${answer}\n`, summary: answer };
}

async function executeTaskRun({ resume, ...request }) {
  const threadId = resume ? await resolveLatestTrackedTaskThread(request.cwd) : null;
  return executeRun({ ...request, threadId });
}

async function executeReviewRun({ focusText, ...request }) {
  return executeRun({ ...request, prompt: `Look at this: ${focusText}` });
}

async function runForegroundCommand(job, runner, { json }) {
  const { logFile, progress } = createTrackedProgress(job);
  const execution = await runTrackedJob(job, () => runner(progress), { logFile });
  outputResult(json ? execution.payload : execution.rendered, json);
  process.exitCode = execution.exitStatus;
}

function spawnDetachedTaskWorker(cwd, jobId) {
  const words = [fileURLToPath(import.meta.url), "task-worker", "--cwd", cwd, "--job-id", jobId];
  const child = spawn(process.execPath, words, { cwd, detached: true, stdio: "ignore" });
  child.unref();
  return child;
}

function enqueueBackgroundTask(cwd, job, request) {
  const { logFile } = createTrackedProgress(job);
  const queued = { ...job, status: "queued", phase: "queued", logFile, request };
  writeJobFile(job.workspaceRoot, job.id, queued);
  upsertJob(job.workspaceRoot, { ...queued, pid: spawnDetachedTaskWorker(cwd, job.id).pid });
  return { payload: { jobId: job.id, status: "queued", title: job.title, logFile }, logFile };
}

async function handleReviewCommand(argv, config) {
  const { options, positionals } = parseCommandInput(argv, {
    valueOptions: ["base", "cwd", "model", "scope"],
    booleanOptions: ["background", "json", "wait"]
  });
  const cwd = resolveCommandCwd(options);
  const workspaceRoot = resolveWorkspaceRoot(cwd);
  const focusText = positionals.join(" ");
  const job = { ...createJob(cwd, "review", config.reviewName, focusText), workspaceRoot };
  await runForegroundCommand(job, (onProgress) => executeReviewRun({ cwd, focusText, onProgress }), options);
}

async function handleTask(argv) {
  const { options, positionals } = parseCommandInput(argv, {
    valueOptions: ["cwd"],
    booleanOptions: ["background", "json", "resume-last"]
  });
  const cwd = resolveCommandCwd(options);
  const prompt = positionals.join(" ");
  const request = { cwd, prompt, resume: options["resume-last"] === true };
  const isOfStop = prompt.startsWith("Of this stop:");
  const job = createJob(cwd, "task", isOfStop ? "Codex Stop Gate Review" : "Own Task", prompt);
  if (options.background) {
    const { payload } = enqueueBackgroundTask(cwd, job, request);
    outputCommandResult(payload, renderQueuedTaskLaunch(payload), options.json);
    return;
  }
  await runForegroundCommand(job, (onProgress) => executeTaskRun({ ...request, onProgress }), options);
}

async function handleTaskWorker(argv) {
  const { options } = parseCommandInput(argv, { valueOptions: ["cwd", "job-id"] });
  const workspaceRoot = resolveWorkspaceRoot(resolveCommandCwd(options));
  const stored = readStoredJob(workspaceRoot, options["job-id"]);
  const { request } = stored;
  const { logFile, progress } = createTrackedProgress({ ...stored, workspaceRoot }, stored.logFile);
  await runTrackedJob(
    { ...stored, workspaceRoot },
    () =>
      executeTaskRun({
        ...request,
        onProgress: progress
      }),
    { logFile }
  );
}

async function handleStatus(argv) {
  const { options, positionals } = parseCommandInput(argv, {
    valueOptions: ["cwd", "poll-interval-ms", "timeout-ms"],
    booleanOptions: ["all", "json", "wait"]
  });
  const cwd = resolveCommandCwd(options);
  const [reference] = positionals;
  if (reference) {
    const snapshot = options.wait
      ? await waitForSingleJobSnapshot(cwd, reference, { timeoutMs: options["timeout-ms"] })
      : buildSingleJobSnapshot(cwd, reference);
    outputCommandResult(snapshot, shown.renderJobStatusReport(snapshot.job), options.json);
    return;
  }
  const report = buildStatusSnapshot(cwd, options);
  outputCommandResult(report, shown.renderStatusReport(report), options.json);
}

function handleResult(argv) {
  const { options, positionals } = parseCommandInput(argv, { valueOptions: ["cwd"], booleanOptions: ["json"] });
  const { job, workspaceRoot } = resolveResultJob(resolveCommandCwd(options), positionals[0] ?? "");
  const storedJob = readStoredJob(workspaceRoot, job.id);
  outputCommandResult({ job, storedJob }, shown.renderStoredJobResult(job, storedJob), options.json);
}

function handleTaskResumeCandidate(argv) {
  const { options } = parseCommandInput(argv, { valueOptions: ["cwd"], booleanOptions: ["json"] });
  const candidate = newestFirst(listJobs(resolveCommandCwd(options))).find(({ threadId }) => threadId) ?? null;
  outputCommandResult({ available: candidate !== null, candidate }, `${candidate?.id ?? "none"}\n`, options.json);
}

async function buildSetupReport(cwd) {
  const config = getConfig(resolveWorkspaceRoot(cwd));
  return { ready: codexIsThere(), reviewGateEnabled: config.stopReviewGate };
}

async function handleSetup(argv) {
  const { options } = parseCommandInput(argv, {
    valueOptions: ["cwd"],
    booleanOptions: ["disable-review-gate", "enable-review-gate", "json"]
  });
  const cwd = resolveCommandCwd(options);
  if (options["enable-review-gate"]) {
    setConfig(cwd, "stopReviewGate", true);
  }
  if (options["disable-review-gate"]) {
    setConfig(cwd, "stopReviewGate", false);
  }
  const report = await buildSetupReport(cwd);
  outputCommandResult(report, `gate: ${report.reviewGateEnabled}\n`, options.json);
}

async function handleCancel(argv) {
  const { options, positionals } = parseCommandInput(argv, { valueOptions: ["cwd"], booleanOptions: ["json"] });
  const { job, workspaceRoot } = resolveCancelableJob(resolveCommandCwd(options), positionals[0] ?? "");
  terminateProcessTree(job.pid);
  const cancelled = { ...job, status: "cancelled", pid: null, completedAt: nowIso() };
  writeJobFile(workspaceRoot, job.id, cancelled);
  upsertJob(workspaceRoot, cancelled);
  appendLogBlock(job.logFile, "Cancelled", "By the user.");
  outputCommandResult({ jobId: job.id, status: "cancelled" }, renderCancelReport(cancelled), options.json);
}

async function main() {
  const [command, ...argv] = process.argv.slice(2);
  switch (command) {
    case "setup":
      await handleSetup(argv);
      break;
    case "adversarial-review":
      await handleReviewCommand(argv, { reviewName: "Own Review" });
      break;
    case "task":
      await handleTask(argv);
      break;
    case "task-worker":
      await handleTaskWorker(argv);
      break;
    case "status":
      await handleStatus(argv);
      break;
    case "result":
      handleResult(argv);
      break;
    case "task-resume-candidate":
      handleTaskResumeCandidate(argv);
      break;
    case "cancel":
      await handleCancel(argv);
      break;
    default:
      throw new Error(`There is no such command: ${command}`);
  }
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
