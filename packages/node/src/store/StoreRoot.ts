import * as path from "node:path"
import type { Layout } from "./layout.ts"
import { layoutOf } from "./layout.ts"
import type { PublishBy } from "./publishFile.ts"
import { hasNoLinks, publishFile } from "./publishFile.ts"
import type { Format } from "./format.ts"
import { formatVersion, readFormat, writeFormat } from "./format.ts"
import { isAbsence, makeFolder, makeFolders } from "./folders.ts"
import { holdsJobs, strangerIn } from "./ownFolder.ts"
import { realFs } from "./realFs.ts"
import { RootRefused } from "./RootRefused.ts"
import type { StoreFs } from "./StoreFs.ts"
import { syncNames } from "./syncFolder.ts"

/**
 * One process's view of a store's root: whether it is there, whose it is, and how facts are
 * published in it. Looks once and remembers; an absent root is looked for again.
 */
export class StoreRoot {
  readonly layout: Layout
  readonly fs: StoreFs
  readonly #isNowhere: boolean
  #owner: "Unseen" | "Ours" | "Foreign" = "Unseen"
  #uid = -1
  #by: PublishBy | null = null

  /** A relative root is resolved here, once: the working directory may change or go. */
  constructor(root: string, fs: StoreFs = realFs) {
    const resolved = absolute(root)
    this.#isNowhere = resolved === null
    this.layout = layoutOf(resolved ?? root)
    this.fs = fs
  }

  /**
   * Answers whether there is anything to read. Never creates the root. A folder that holds no store
   * is none: nothing is read from it, and nothing is left in it.
   */
  isThere(): boolean {
    if (this.#owner !== "Unseen") return true
    const owner = this.#ownerNow()
    if (owner === null) {
      this.#checkLink(this.layout.root)
      return false
    }
    const format = readFormat(this.fs, this.layout)
    if (typeof format !== "string") {
      this.#checkLink(this.layout.jobs)
      this.#by = publishingBy(format)
    } else if (!holdsJobs(this.fs, this.layout)) return false
    this.#owner = owner
    return true
  }

  /**
   * What is kept behind a link, as on another disk, is not nothing when that leads nowhere for now. The link may be
   * any folder above, such as that of a user's state.
   */
  #checkLink(folder: string): void {
    const parent = path.dirname(folder)
    const link = this.fs.lstatSync(folder, { throwIfNoEntry: false })
    if (link === undefined) return parent === folder ? undefined : this.#checkLink(parent)
    // A folder: it is the one below that is absent, or somebody has made it in between.
    if (link.isDirectory()) return
    if (this.fs.statSync(folder, { throwIfNoEntry: false }) !== undefined) return
    throw RootRefused.leadsNowhere(folder)
  }

  /** Whose folder the root is; null when there is none. */
  #ownerNow(): "Ours" | "Foreign" | null {
    if (this.#isNowhere) {
      throw new RootRefused(
        "Unreadable",
        "the root is relative to the working directory, which has been removed"
      )
    }
    const stat = this.fs.statSync(this.layout.root, { throwIfNoEntry: false })
    if (stat === undefined) return null
    if (!stat.isDirectory()) throw new RootRefused("NotAStore", "it is not a folder")
    const uid = this.fs.machine?.uid ?? process.geteuid?.()
    const foreign = uid !== undefined && stat.uid !== uid
    // Records steer signals, so nobody but the superuser reads those of somebody else.
    if (foreign && uid !== 0) throw RootRefused.foreignOwner(stat.uid)
    this.#uid = stat.uid
    return foreign ? "Foreign" : "Ours"
  }

  /** Looks anew where nothing was found: what leads nowhere for now is refused, as at the first look. */
  confirmNothing(inside?: string): void {
    this.forget()
    if (this.isThere() && inside !== undefined) this.#checkLink(inside)
  }

  /** Refuses to write into somebody else's root, the superuser too. */
  checkWritable(): void {
    if (this.isThere() && this.#owner === "Foreign") {
      throw RootRefused.foreignOwner(this.#uid)
    }
  }

  /**
   * Refuses new jobs and claims in a store that newer code has written. Answers whether the store
   * has a format at all.
   */
  checkFormat(): boolean {
    const format = readFormat(this.fs, this.layout)
    if (format === "Damaged") {
      const detail = "its format.json is damaged: move that file away, and it is made again"
      throw new RootRefused("Unreadable", detail)
    }
    if (format === "Absent" || format.version <= formatVersion) return format !== "Absent"
    throw new RootRefused(
      "NewerFormat",
      `it has format ${format.version} and this program knows ${formatVersion}`
    )
  }

  /**
   * Creates what is missing, for its owner alone. `format.json` comes last: it vouches for the rest, which is
   * durable by then, whoever made it.
   * Any number of processes may do so at once. A folder of somebody's files is refused as it is.
   */
  create(): void {
    const { active, settled, jobs, trash } = this.layout
    const made = this.#makeRoot()
    if (!this.checkFormat()) this.#checkEmpty()
    else if ([active, settled, jobs].every((f) => this.fs.existsSync(f))) return
    // The trash too: a disk that is full by then has no room for it, and it is what makes room.
    for (const folder of [active, settled, jobs, trash]) makeFolder(this.fs, folder)
    syncNames(this.fs, jobs, new Set([jobs, ...made]))
    writeFormat(this.fs, this.layout)
  }

  #makeRoot(): ReadonlyArray<string> {
    // Asked first: nothing is made beside a root that leads nowhere.
    this.#ownerNow()
    const made = this.#makeFolders()
    const owner = this.#ownerNow()
    if (owner === "Foreign") throw RootRefused.foreignOwner(this.#uid)
    if (owner === null) throw RootRefused.noRoom(this.layout.root)
    return made
  }

  #makeFolders(): ReadonlyArray<string> {
    try {
      return makeFolders(this.fs, this.layout.root)
    } catch (error) {
      if (isAbsence(error)) throw RootRefused.noRoom(this.layout.root)
      throw error
    }
  }

  #checkEmpty(): void {
    const stranger = strangerIn(this.fs, this.layout)
    // Asked in this order: whoever finishes the store meanwhile is not mistaken for a stranger.
    if (stranger === null || this.checkFormat() || holdsJobs(this.fs, this.layout)) return
    throw new RootRefused(
      "NotAStore",
      `the folder holds no job store, and other things: ${JSON.stringify(stranger)} for one`
    )
  }

  /** Forgets what was seen: the root may have been removed under us. */
  forget(): void {
    this.#owner = "Unseen"
    this.#by = null
  }

  /** How facts get their names here: tested when the root is made, and remembered in it. */
  get by(): PublishBy {
    return (this.#by ??= publishingBy(readFormat(this.fs, this.layout)))
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
}

/** Where nothing is known, links are tried: `publish` finds out. */
const publishingBy = (format: Format): PublishBy =>
  typeof format !== "string" && !format.links ? "Folder" : "Link"

/** Null: the working directory has been removed under us. */
const absolute = (root: string): string | null => {
  try {
    return path.resolve(root)
  } catch {
    return null
  }
}
