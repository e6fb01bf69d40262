import type { HostJob } from "../records/HostJob.ts"
import { isActive } from "../records/HostJob.ts"
import { elapsed } from "./elapsed.ts"
import { inferPhase } from "./inferPhase.ts"
import { progressPreview } from "./progressPreview.ts"

/** A job as the host shows it. */
export type ShownJob = HostJob & {
  readonly kindLabel: string
  readonly progressPreview: ReadonlyArray<string>
  readonly elapsed: string | null
  readonly duration: string | null
  readonly phase: string
}

const defaultLines = 4

/** Adds to a record what the host shows besides: its label, its newest progress, its times. */
export const enrichJob = (
  job: HostJob,
  options: { readonly maxProgressLines?: number | undefined } = {}
): ShownJob => {
  const preview =
    isActive(job) || job.status === "failed"
      ? progressPreview(job.logFile, options.maxProgressLines ?? defaultLines)
      : []
  const start = job.startedAt ?? job.createdAt
  return {
    ...job,
    kindLabel: labelOf(job),
    progressPreview: preview,
    elapsed: elapsed(start, job.completedAt),
    duration: isActive(job) ? null : elapsed(start, job.completedAt ?? job.updatedAt),
    phase: job.phase ?? inferPhase(job, preview)
  }
}

const labelOf = ({ jobClass, kind, kindLabel }: HostJob): string => {
  if (kindLabel) return kindLabel
  if (kind === "adversarial-review") return kind
  const sort = jobClass === "review" || jobClass === "task" ? jobClass : kind
  return sort === "review" ? "review" : sort === "task" ? "rescue" : "job"
}
