import type { Health } from "@job-lifecycle/engine"
import { shortDuration } from "./shortDuration.ts"

/** Says in a few words what makes a job's health worth mentioning; null when nothing does. */
export const healthReason = (health: Health): string | null => {
  switch (health._tag) {
    case "Quiet":
      return `nothing heard for ${shortDuration(health.forMillis)}`
    case "Frozen":
      return "its owner's process is stopped"
    case "Overdue":
      return `${shortDuration(health.byMillis)} past its time limit`
    case "Unknown":
      return `${health.reason}; last sign ${shortDuration(health.sinceMillis)} ago`
    case "Waiting":
    case "Active":
    case "Over":
      return null
  }
}
