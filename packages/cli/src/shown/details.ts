import type { Job } from "@job-lifecycle/engine"
import { adoptOf } from "@job-lifecycle/engine"
import { shortDuration } from "./shortDuration.ts"
import { visible } from "./visible.ts"

/** The facts about one job that have no place in the table. */
export const details = (job: Job, now: number): string => {
  const lines: ReadonlyArray<readonly [string, string | null]> = [
    ["id", job.id],
    ["owner", job.owner?.label ?? null],
    ["command", job.work?.label ?? null],
    ["directory", job.request.cwd],
    ["session", job.request.session],
    ["adopt", adoption(job)],
    ["on end", onEnd(job)],
    ["phase", job.phase],
    ["message", job.message],
    ["resume", job.resumeHandle],
    ["heard", `${shortDuration(now - job.lastEventAt)} ago`],
    ["log", job.logFile],
    ["unreadable", job.unreadable.length === 0 ? null : job.unreadable.join(", ")]
  ]
  return lines
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `  ${name.padEnd(11)}${visible(value!)}\n`)
    .join("")
}

/** What becomes of what it started when its owner dies. */
const adoption = ({ request }: Job): string | null =>
  request.kind === "command" && adoptOf(request) === "leave"
    ? "leave: its command goes on when its owner dies"
    : null

const onEnd = ({ hook: { ended, started }, request }: Job): string | null => {
  if (request.onEnd === undefined) return null
  if (ended !== null) return `${request.onEnd} (${ended.problem ?? "done"})`
  return `${request.onEnd} (${started === null ? "not run yet" : "started"})`
}
