import type { Job } from "./Job.ts"

const sortKey = (job: Job): number =>
  job.state._tag === "Settled" ? job.state.settlement.settledAt : job.createdAt

/** The order of a listing: open jobs first, then by the time of their submission or their end, newest first. */
export const byOpenThenNewest = (a: Job, b: Job): number => {
  const openA = a.state._tag === "Settled" ? 1 : 0
  const openB = b.state._tag === "Settled" ? 1 : 0
  return openA - openB || sortKey(b) - sortKey(a) || (a.id < b.id ? -1 : 1)
}
