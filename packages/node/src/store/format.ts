import type { Layout } from "./layout.ts"
import { hasNoLinks, publishFile } from "./publishFile.ts"
import { readRecord } from "./readRecord.ts"
import type { StoreFs } from "./StoreFs.ts"

/** The version of the layout that this code writes. It reads every one. */
export const formatVersion = 1

/** What `format.json` says. `Damaged`: it is there, and says nothing. */
export type Format = { readonly version: number; readonly links: boolean } | "Absent" | "Damaged"

export const readFormat = (fs: StoreFs, layout: Layout): Format => {
  const record = readRecord(fs, layout.format)
  if (record._tag === "Absent") return "Absent"
  try {
    const format: unknown = record._tag === "Text" ? JSON.parse(record.text) : null
    const { version, links } = format as { version: number; links?: boolean }
    if (Number.isInteger(version)) return { version, links: links !== false }
  } catch {
    // It is none of ours, or what a fault has left of one.
  }
  return "Damaged"
}

/** Says how facts get their names here, which is tried with this very file. */
export const writeFormat = (fs: StoreFs, { root }: Layout): void => {
  try {
    publishFile(fs, root, "format.json", formatText(true), { durable: true, by: "Link" })
  } catch (error) {
    if (!hasNoLinks(fs, error)) throw error
    publishFile(fs, root, "format.json", formatText(false), { durable: true, by: "Folder" })
  }
}

const formatText = (links: boolean) => `${JSON.stringify({ version: formatVersion, links })}\n`
