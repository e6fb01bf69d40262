import * as fs from "node:fs"
import * as path from "node:path"
import type { Layout } from "./layout.ts"
import { layoutOf } from "./layout.ts"
import type { PublishBy } from "./publishFile.ts"
import { hasNoLinks, publishFile, syncFolder } from "./publishFile.ts"
import { readRecord } from "./readRecord.ts"

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
  #owner: "Unseen" | "Ours" | "Foreign" = "Unseen"
  #by: PublishBy | null = null

  constructor(root: string) {
    this.layout = layoutOf(path.resolve(root))
  }

  /** Answers whether there is anything to read. Never creates the root. */
  isThere(): boolean {
    if (this.#owner !== "Unseen") return true
    const stat = fs.statSync(this.layout.root, { throwIfNoEntry: false })
    if (stat === undefined) return false
    if (!stat.isDirectory()) throw new RootRefused("Unreadable", "it is not a folder")
    const uid = process.geteuid?.()
    const foreign = uid !== undefined && stat.uid !== uid
    // Records steer signals, so nobody but the superuser reads those of somebody else.
    if (foreign && uid !== 0) throw foreignOwner(stat.uid)
    this.#owner = foreign ? "Foreign" : "Ours"
    return true
  }

  /** Refuses to write into somebody else's root, the superuser too. */
  checkWritable(): void {
    if (this.isThere() && this.#owner === "Foreign") {
      throw foreignOwner(fs.statSync(this.layout.root).uid)
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
    const first = fs.mkdirSync(root, { recursive: true, mode: 0o700 })
    this.checkWritable()
    if (this.#readFormat() !== null && [active, settled, jobs].every((f) => fs.existsSync(f)))
      return
    for (const folder of [active, settled, jobs]) {
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    }
    this.#writeFormat()
    syncFolder(root)
    if (first !== undefined) syncFolder(path.dirname(first))
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
      return publishFile(folder, name, text, { durable, by: this.by })
    } catch (error) {
      if (this.by === "Folder" || !hasNoLinks(error)) throw error
      const won = publishFile(folder, name, text, { durable, by: "Folder" })
      this.#by = "Folder"
      return won
    }
  }

  #writeFormat(): void {
    const { root } = this.layout
    try {
      publishFile(root, "format.json", formatText(true), { durable: true, by: "Link" })
    } catch (error) {
      if (!hasNoLinks(error)) throw error
      publishFile(root, "format.json", formatText(false), { durable: true, by: "Folder" })
    }
  }

  #readFormat(): { readonly version: number; readonly links: boolean } | null {
    const record = readRecord(this.layout.format)
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
