import fs from "node:fs";
import { jobRecordFile, listJobs } from "./state.mjs";
import { resolveWorkspaceRoot } from "./workspace.mjs";

export const newestFirst = (jobs) =>
  [...jobs].sort((a, b) => String(b.updatedAt).localeCompare(String(a.updatedAt)));

const isOpen = ({ status }) => status === "queued" || status === "running";

const pick = (cwd, reference, fits) => {
  const found = newestFirst(listJobs(cwd)).find((job) => fits(job) && job.id.startsWith(reference));
  if (!found) throw new Error(`There is no such job: ${reference}`);
  return { workspaceRoot: resolveWorkspaceRoot(cwd), job: found };
};

export function readStoredJob(workspaceRoot, jobId) {
  const file = jobRecordFile(workspaceRoot, jobId);
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : null;
}

export function buildStatusSnapshot(cwd, _options = {}) {
  const jobs = newestFirst(listJobs(cwd));
  const [latestFinished = null, ...recent] = jobs.filter((job) => !isOpen(job));
  return { workspaceRoot: resolveWorkspaceRoot(cwd), running: jobs.filter(isOpen), latestFinished, recent };
}

export function buildSingleJobSnapshot(cwd, reference) {
  return pick(cwd, reference, () => true);
}

export function resolveResultJob(cwd, reference) {
  return pick(cwd, reference, (job) => !isOpen(job));
}

export function resolveCancelableJob(cwd, reference) {
  return pick(cwd, reference, isOpen);
}
