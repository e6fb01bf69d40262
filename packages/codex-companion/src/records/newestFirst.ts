import type { HostJob } from "./HostJob.ts"

/** Sorts as the host does: by when a record changed last. */
export const newestFirst = (jobs: ReadonlyArray<HostJob>): ReadonlyArray<HostJob> =>
  [...jobs].sort((a, b) => (b.updatedAt ?? "").localeCompare(a.updatedAt ?? ""))
