import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createHash } from "node:crypto";
import { resolveWorkspaceRoot } from "./workspace.mjs";

const empty = { version: 1, config: { stopReviewGate: false }, jobs: [] };

/** A folder for each workspace, named after it. */
export function resolveStateDir(cwd) {
  const root = fs.realpathSync(resolveWorkspaceRoot(cwd));
  const digits = createHash("sha256").update(root).digest("hex").slice(0, 16);
  const data = process.env.CLAUDE_PLUGIN_DATA;
  const parent = data ? path.join(data, "state") : path.join(os.tmpdir(), "codex-companion");
  return path.join(parent, `${path.basename(root)}-${digits}`);
}

export function resolveStateFile(cwd) {
  return path.join(resolveStateDir(cwd), "state.json");
}

const jobFile = (cwd, id, end) => {
  const folder = path.join(resolveStateDir(cwd), "jobs");
  fs.mkdirSync(folder, { recursive: true });
  return path.join(folder, `${id}.${end}`);
};
export const jobLogFile = (cwd, id) => jobFile(cwd, id, "log");
export const jobRecordFile = (cwd, id) => jobFile(cwd, id, "json");

export function loadState(cwd) {
  try {
    return { ...empty, ...JSON.parse(fs.readFileSync(resolveStateFile(cwd), "utf8")) };
  } catch {
    return empty;
  }
}

export function saveState(cwd, state) {
  fs.mkdirSync(resolveStateDir(cwd), { recursive: true });
  fs.writeFileSync(resolveStateFile(cwd), `${JSON.stringify(state, null, 2)}\n`);
}

export function getConfig(cwd) {
  return loadState(cwd).config;
}

export function setConfig(cwd, key, value) {
  const state = loadState(cwd);
  saveState(cwd, { ...state, config: { ...state.config, [key]: value } });
}

export function listJobs(cwd) {
  return loadState(cwd).jobs;
}

export function upsertJob(cwd, job) {
  const state = loadState(cwd);
  const known = state.jobs.find(({ id }) => id === job.id);
  const entry = { ...known, ...job, updatedAt: new Date().toISOString() };
  saveState(cwd, { ...state, jobs: [entry, ...state.jobs.filter(({ id }) => id !== job.id)] });
}

export function writeJobFile(cwd, id, record) {
  fs.writeFileSync(jobRecordFile(cwd, id), `${JSON.stringify(record, null, 2)}\n`);
}
