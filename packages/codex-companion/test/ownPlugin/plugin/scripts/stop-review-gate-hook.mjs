#!/usr/bin/env node
import fs from "node:fs";
import process from "node:process";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { codexIsThere } from "./lib/codex.mjs";
import { newestFirst } from "./lib/job-control.mjs";
import { getConfig, listJobs } from "./lib/state.mjs";
import { resolveWorkspaceRoot } from "./lib/workspace.mjs";

const STOP_REVIEW_TIMEOUT_MS = 15 * 60 * 1000;
const program = fileURLToPath(new URL("codex-companion.mjs", import.meta.url));

function logNote(text) {
  if (text) process.stderr.write(`${text}\n`);
}

function emitDecision(decision) {
  process.stdout.write(`${JSON.stringify(decision)}\n`);
}

function runStopReview(cwd, input) {
  const env = {
    ...process.env,
    CODEX_COMPANION_SESSION_ID: input.session_id
  };
  const words = [program, "task", "--json", `Of this stop: ${input.last_assistant_message}`];
  const ran = spawnSync(process.execPath, words, { cwd, env, encoding: "utf8", timeout: STOP_REVIEW_TIMEOUT_MS });
  if (ran.error) return { ok: false, reason: "The stop-time Codex review task timed out after 15 minutes." };
  if (ran.status !== 0) return { ok: false, reason: `The stop-time Codex review task failed: ${ran.stderr}` };
  return { ok: JSON.parse(ran.stdout).rawOutput.startsWith("ALLOW"), reason: "The review has found something." };
}

function main() {
  const input = JSON.parse(fs.readFileSync(0, "utf8"));
  const cwd = input.cwd;
  const config = getConfig(resolveWorkspaceRoot(cwd));
  const jobs = newestFirst(listJobs(cwd)).filter(({ sessionId }) => sessionId === input.session_id);
  const runningJob = jobs.find(({ status }) => status === "running");
  const runningTaskNote = runningJob ? `${runningJob.id} is still running.` : null;
  if (!config.stopReviewGate || !codexIsThere()) {
    logNote(runningTaskNote);
    return;
  }
  const review = runStopReview(cwd, input);
  if (!review.ok) {
    emitDecision({ decision: "block", reason: review.reason });
    return;
  }
  logNote(runningTaskNote);
}

try {
  main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
