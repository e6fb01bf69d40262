import type { HostJob } from "../records/HostJob.ts"

const verifying =
  /\b(tests?|lint|build|type-?check|check|verify|validate|pytest|jest|vitest|tsc|eslint|ruff)\b/i

/** How lines of progress begin, and the phase that each tells of; the newest that tells one counts. */
const tellers: ReadonlyArray<
  readonly [begins: RegExp, phase: (line: string, job: HostJob) => string]
> = [
  [/^(starting codex|thread ready|turn started)/i, () => "starting"],
  [/^reviewer started|review mode/i, () => "reviewing"],
  [/^(searching:|calling |running tool:|starting collaboration tool:)/i, () => "investigating"],
  [
    /^running command:/i,
    (line, { jobClass }) =>
      verifying.test(line) ? "verifying" : jobClass === "review" ? "reviewing" : "investigating"
  ],
  [/^command completed:/i, (line) => (verifying.test(line) ? "verifying" : "running")],
  [/^(applying |file changes )/i, () => "editing"],
  [/^turn completed/i, () => "finalizing"],
  [/^(codex error:|failed:)/i, () => "failed"]
]

/** The phase of a record that names none: versions before 1.0.3 wrote none for some jobs. */
export const inferPhase = (job: HostJob, preview: ReadonlyArray<string>): string => {
  if (job.status === "completed") return "done"
  if (job.status !== "running") return job.status
  for (const line of [...preview].reverse()) {
    const teller = tellers.find(([begins]) => begins.test(line))
    if (teller !== undefined) return teller[1](line, job)
  }
  return job.jobClass === "review" ? "reviewing" : "running"
}
