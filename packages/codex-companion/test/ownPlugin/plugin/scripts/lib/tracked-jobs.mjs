import fs from "node:fs";
import { jobLogFile, upsertJob, writeJobFile } from "./state.mjs";

export const SESSION_ID_ENV = "CODEX_COMPANION_SESSION_ID";

export function nowIso() {
  return new Date().toISOString();
}

export function appendLogLine(logFile, line) {
  if (logFile && line) {
    fs.appendFileSync(logFile, `[${nowIso()}] ${line}\n`);
  }
}

export function appendLogBlock(logFile, title, body) {
  if (logFile && body) {
    fs.appendFileSync(logFile, `\n[${nowIso()}] ${title}\n${body}\n`);
  }
}

export function startLog(job) {
  const logFile = jobLogFile(job.workspaceRoot, job.id);
  fs.writeFileSync(logFile, "");
  return logFile;
}

export function createJobProgressUpdater(workspaceRoot, jobId) {
  return ({ phase, threadId, turnId }) => {
    upsertJob(workspaceRoot, { id: jobId, phase, threadId, turnId });
  };
}

export async function runTrackedJob(job, runner, options = {}) {
  const record = (change) => {
    writeJobFile(job.workspaceRoot, job.id, { ...job, ...options, ...change });
    upsertJob(job.workspaceRoot, { ...job, ...options, ...change });
  };
  record({ status: "running", phase: "starting", pid: process.pid });
  try {
    const { payload: result, rendered, exitStatus, ...rest } = await runner();
    const status = exitStatus === 0 ? "completed" : "failed";
    record({ status, phase: "done", pid: null, completedAt: nowIso(), result, rendered });
    return { payload: result, rendered, exitStatus, ...rest };
  } catch (error) {
    record({ status: "failed", phase: "failed", pid: null, errorMessage: error.message });
    throw error;
  }
}
