import * as path from "node:path"
import type { Layout } from "./layout.ts"
import { layoutOf } from "./layout.ts"
import type { PublishBy } from "./publishFile.ts"
import { hasNoLinks, publishFile, syncFolder } from "./publishFile.ts"
import { makeFolder, makeFolders } from "./folders.ts"
import { readRecord } from "./readRecord.ts"
import { realFs } from "./realFs.ts"
import type { StoreFs } from "./StoreFs.ts"

/** The version of the layout that this code writes. It reads every one. */
export const formatVersion = 1

/** The root cannot be used for what was asked, whatever the operation. */
export class RootRefused extends Error {
  readonly reason: "Unreadable" | "ForeignOwner" | "NewerFormat"
  constructor(reason: RootRefused["reason"], detail: string) {
    super(detail)
    this.reason = reason
  }
}

/**
 * One process's view of a store's root: whether it is there, whose it is, and how facts are
 * published in it. Looks once and remembers; an absent root is looked for again.
 */
export class StoreRoot {
  readonly layout: Layout
  readonly fs: StoreFs
  #owner: "Unseen" | "Ours" | "Foreign" = "Unseen"
  #uid = -1
  #by: PublishBy | null = null

  constructor(root: string, fs: StoreFs = realFs) {
    this.layout = layoutOf(path.resolve(root))
    this.fs = fs
  }

  /** Answers whether there is anything to read. Never creates the root. */
  isThere(): boolean {
    if (this.#owner !== "Unseen") return true
    const stat = this.fs.statSync(this.layout.root, { throwIfNoEntry: false })
    if (stat === undefined) return false
    if (!stat.isDirectory()) throw new RootRefused("Unreadable", "it is not a folder")
    const uid = this.fs.machine?.uid ?? process.geteuid?.()
    const foreign = uid !== undefined && stat.uid !== uid
    // Records steer signals, so nobody but the superuser reads those of somebody else.
    if (foreign && uid !== 0) throw foreignOwner(stat.uid)
    this.#uid = stat.uid
    this.#owner = foreign ? "Foreign" : "Ours"
    return true
  }

  /** Refuses to write into somebody else's root, the superuser too. */
  checkWritable(): void {
    if (this.isThere() && this.#owner === "Foreign") {
      throw foreignOwner(this.#uid)
    }
  }

  /**
   * Refuses new jobs and claims in a store that newer code has written. Answers whether the store
   * has a format at all.
   */
  checkFormat(): boolean {
    const format = this.#readFormat()
    if (format === null || format.version <= formatVersion) return format !== null
    throw new RootRefused(
      "NewerFormat",
      `it has format ${format.version} and this program knows ${formatVersion}`
    )
  }

  /** Creates what is missing, for its owner alone. `format.json` comes last: it vouches for the rest. */
  create(): void {
    const { root, active, settled, jobs } = this.layout
    const made = makeFolders(this.fs, root)
    this.checkWritable()
    if (this.#readFormat() !== null && [active, settled, jobs].every((f) => this.fs.existsSync(f)))
      return
    for (const folder of [active, settled, jobs]) makeFolder(this.fs, folder)
    // Its publication makes the names beside it durable too.
    this.#writeFormat()
    for (const folder of made) syncFolder(this.fs, path.dirname(folder))
  }

  /** Forgets what was seen: the root may have been removed under us. */
  forget(): void {
    this.#owner = "Unseen"
    this.#by = null
  }

  /** How facts get their names here: tested when the root is made, and remembered in it. */
  get by(): PublishBy {
    if (this.#by === null) this.#by = this.#readFormat()?.links === false ? "Folder" : "Link"
    return this.#by
  }

  /** Publishes one fact, and finds out in passing when a moved root has lost its hard links. */
  publish(folder: string, name: string, text: string, durable: boolean): boolean {
    try {
      return publishFile(this.fs, folder, name, text, { durable, by: this.by })
    } catch (error) {
      if (this.by === "Folder" || !hasNoLinks(this.fs, error)) throw error
      const won = publishFile(this.fs, folder, name, text, { durable, by: "Folder" })
      this.#by = "Folder"
      return won
    }
  }

  #writeFormat(): void {
    const { root } = this.layout
    try {
      publishFile(this.fs, root, "format.json", formatText(true), { durable: true, by: "Link" })
    } catch (error) {
      if (!hasNoLinks(this.fs, error)) throw error
      publishFile(this.fs, root, "format.json", formatText(false), { durable: true, by: "Folder" })
    }
  }

  #readFormat(): { readonly version: number; readonly links: boolean } | null {
    const record = readRecord(this.fs, this.layout.format)
    if (record._tag === "Absent") return null
    try {
      const format: unknown = record._tag === "Text" ? JSON.parse(record.text) : null
      const { version, links } = format as { version: number; links?: boolean }
      if (Number.isInteger(version)) return { version, links: links !== false }
    } catch {
      // Said below.
    }
    throw new RootRefused("Unreadable", "its format.json is damaged")
  }
}

const formatText = (links: boolean) => `${JSON.stringify({ version: formatVersion, links })}\n`

const foreignOwner = (uid: number) =>
  new RootRefused("ForeignOwner", `the folder belongs to the user with id ${uid}`)
