import { inFolder, retentionNote } from "./layout.ts"
import { replaceFile } from "./publishFile.ts"
import { readRecord } from "./readRecord.ts"
import type { StoreRoot } from "./StoreRoot.ts"

/** A note that cannot be read counts as none: retention is due then, and notes it anew. */
export const readRetentionDue = (root: StoreRoot): number | null => {
  const record = readRecord(root.fs, inFolder(root.layout.root, retentionNote))
  if (record._tag !== "Text") return null
  try {
    const { dueAt } = JSON.parse(record.text) as { readonly dueAt?: unknown }
    return typeof dueAt === "number" && Number.isFinite(dueAt) ? dueAt : null
  } catch {
    return null
  }
}

export const noteRetentionDue = (root: StoreRoot, dueAt: number): void => {
  if (!root.isThere()) return
  root.checkWritable()
  root.checkFormat()
  replaceFile(root.fs, root.layout.root, retentionNote, `${JSON.stringify({ dueAt })}\n`)
}
