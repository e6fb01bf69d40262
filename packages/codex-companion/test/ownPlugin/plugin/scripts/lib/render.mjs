const lineOf = (job) => `- ${job.id} | ${job.status} | ${job.title ?? "untitled"}\n`;

export function renderStatusReport({ running, latestFinished, recent }) {
  const jobs = [...running, ...(latestFinished ? [latestFinished] : []), ...recent];
  return `# Jobs\n\n${jobs.map(lineOf).join("") || "None.\n"}`;
}

export function renderJobStatusReport(job) {
  return `# Job\n\n${lineOf(job)}`;
}

export function renderStoredJobResult(job, stored) {
  return stored?.rendered ?? `# Job\n\n${lineOf(job)}${stored?.errorMessage ?? job.errorMessage ?? ""}\n`;
}

export function renderCancelReport(job) {
  return `# Cancelled\n\n${lineOf(job)}`;
}
