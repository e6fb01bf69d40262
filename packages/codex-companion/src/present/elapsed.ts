import { now } from "../records/now.ts"

/** Writes the time between two ISO times as people say it; without an end, until now. */
export const elapsed = (start?: string | null, end?: string | null): string | null => {
  const from = Date.parse(start ?? "")
  const to = end ? Date.parse(end) : now()
  if (!Number.isFinite(from) || !Number.isFinite(to) || to < from) return null
  const total = Math.round((to - from) / 1_000)
  const hours = Math.floor(total / 3_600)
  const minutes = Math.floor((total % 3_600) / 60)
  if (hours > 0) return `${hours}h ${minutes}m`
  return minutes > 0 ? `${minutes}m ${total % 60}s` : `${total}s`
}
