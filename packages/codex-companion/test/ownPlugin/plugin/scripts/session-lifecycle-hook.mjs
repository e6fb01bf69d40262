#!/usr/bin/env node
import fs from "node:fs";
import process from "node:process";
import { BROKER_ENDPOINT_ENV } from "./lib/app-server.mjs";
import {
  clearBrokerSession,
  LOG_FILE_ENV,
  loadBrokerSession,
  PID_FILE_ENV,
  sendBrokerShutdown,
  teardownBrokerSession
} from "./lib/broker-lifecycle.mjs";
import { terminateProcessTree } from "./lib/process.mjs";
import { loadState, resolveStateFile, saveState } from "./lib/state.mjs";
import { SESSION_ID_ENV } from "./lib/tracked-jobs.mjs";
import { resolveWorkspaceRoot } from "./lib/workspace.mjs";

function handleSessionStart(input) {
  if (!process.env.CLAUDE_ENV_FILE) return;
  fs.appendFileSync(process.env.CLAUDE_ENV_FILE, `export ${SESSION_ID_ENV}='${input.session_id}'\n`);
}

function cleanupSessionJobs(cwd, sessionId) {
  if (!fs.existsSync(resolveStateFile(cwd))) return;
  const state = loadState(cwd);
  const others = [];
  for (const job of state.jobs) {
    if (job.sessionId === sessionId) terminateProcessTree(job.pid);
    else others.push(job);
  }
  saveState(cwd, { ...state, jobs: others });
}

async function handleSessionEnd(input) {
  const root = resolveWorkspaceRoot(input.cwd || process.cwd());
  const told = {
    endpoint: process.env[BROKER_ENDPOINT_ENV],
    pidFile: process.env[PID_FILE_ENV],
    logFile: process.env[LOG_FILE_ENV]
  };
  const session = loadBrokerSession(root) ?? told;
  if (session.endpoint) await sendBrokerShutdown(session.endpoint);
  cleanupSessionJobs(root, input.session_id);
  teardownBrokerSession(session, terminateProcessTree);
  clearBrokerSession(root);
}

async function main() {
  const input = JSON.parse(fs.readFileSync(0, "utf8"));
  if (process.argv[2] === "SessionStart") {
    handleSessionStart(input);
  } else {
    await handleSessionEnd(input);
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
