import { codec } from "./factText.ts"
import type { JobFiles } from "./JobFiles.ts"
import { readingOf } from "./readingOf.ts"

/**
 * Whether a job has its place among the settled ones though its outcome cannot be read any more. The file's
 * own time is another one than that place by now, and would be a second one.
 */
export const isListedAnyway = (files: JobFiles, id: string): boolean =>
  readingOf(files.read(id, "outcome"), codec("outcome", id))._tag === "Unreadable" &&
  files.markers().some((marker) => marker.id === id)
