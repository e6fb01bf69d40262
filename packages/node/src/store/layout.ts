import * as path from "node:path"

/** The folders of one store. */
export interface Layout {
  readonly root: string
  readonly format: string
  readonly active: string
  readonly settled: string
  readonly jobs: string
  readonly trash: string
}

export const layoutOf = (root: string): Layout => ({
  root,
  format: path.join(root, "format.json"),
  active: path.join(root, "active"),
  settled: path.join(root, "settled"),
  jobs: path.join(root, "jobs"),
  trash: path.join(root, "trash")
})

/** Notes about the store itself, in its root. Each may be lost: it is then found out again. */
export const indexNote = "index.json"
export const retentionNote = "retention.json"

/** The file of each fact inside its job's folder. `docs` and outside readers rely on these names. */
export const factFile = {
  created: "created.json",
  claim: "claimed.json",
  work: "command.json",
  cancel: "cancel.json",
  result: "result.json",
  outcome: "outcome.json",
  workStopped: "work.json",
  read: "read.json",
  late: "late/result.json",
  hookStarted: "hook.json",
  hookEnded: "hook-ended.json"
} as const
export type StoredFact = keyof typeof factFile

/** Facts that must outlive a power cut. The others only outlive their writer. */
export const durableFacts: ReadonlySet<StoredFact> = new Set<StoredFact>([
  "created",
  "claim",
  "result",
  "outcome",
  // Forgotten, it would be run again.
  "hookStarted"
])

/** Not facts: `progress` is replaced, `armed` is the last gasp's preparation, `log` grows. */
export const progressFile = "progress.json"
export const armedFile = "armed.json"
export const logName = "log"

/** Nor are these: notes about the owner's lease, whose leading dot keeps watchers asleep. */
export const leaseFile = ".lease"
export const doubtFile = ".doubt"

/** What an owner said on its standard error: whoever starts it gives it this file for that. */
export const startUpName = "start-up"

const idPattern = /^[0-9a-f]{16}$/

/** A folder of jobs: the first two digits of their ids. */
export const bucketPattern = /^[0-9a-f]{2}$/

/** Only such a name ever becomes part of a path. */
export const isJobId = (text: string): boolean => idPattern.test(text)

/** Jobs are spread over 256 folders, by the first two digits of their ids. */
export const bucketOf = (layout: Layout, id: string): string =>
  `${layout.jobs}${path.sep}${id.slice(0, 2)}`

export const jobFolder = (layout: Layout, id: string): string =>
  `${bucketOf(layout, id)}${path.sep}${id}`

export const inFolder = (folder: string, name: string): string => `${folder}${path.sep}${name}`
