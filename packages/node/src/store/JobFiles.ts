import * as path from "node:path"
import { arm, publishArmed } from "./armedRecord.ts"
import { FactFolder } from "./FactFolder.ts"
import { DurablePlaces } from "./DurablePlaces.ts"
import { retryHeld } from "./held.ts"
import type { StoredFact } from "./layout.ts"
import {
  bucketPattern,
  durableFacts,
  factFile,
  inFolder,
  isJobId,
  jobFolder,
  logName,
  progressFile
} from "./layout.ts"
import { isAbsence } from "./folders.ts"
import type { SettledMarker } from "./markers.ts"
import {
  isActive,
  isListedSettled,
  listActive,
  namesIn,
  namesInFolder,
  newestMarkers,
  newestSettled,
  placeSettled,
  removeActive
} from "./markers.ts"
import { placeSubmission } from "./placeSubmission.ts"
import { replaceFile } from "./publishFile.ts"
import { syncFolder } from "./syncFolder.ts"
import type { ReadRecord } from "./readRecord.ts"
import type { StoreRoot } from "./StoreRoot.ts"

/** What became of a publication: ours is the first, somebody was before us, or there is no such job. */
export type Publication = "Won" | "Taken" | "NoJob"

/**
 * The files of a store, synchronously and on built-ins alone, so that every step can also be taken
 * in a process's last instant. Facts are text here; what they say is the layer's business.
 *
 * Every method expects ids that are ids: `isJobId` stands at each way in.
 */
export class JobFiles {
  readonly root: StoreRoot
  readonly places: DurablePlaces

  constructor(root: StoreRoot) {
    this.root = root
    this.places = new DurablePlaces(root.fs, root.layout)
  }

  /** Makes a job known, unless it is. */
  submit(id: string, text: string): boolean {
    if (!this.root.isThere() || !this.root.checkFormat()) this.root.create()
    this.root.checkWritable()
    try {
      return placeSubmission(this, id, text)
    } catch (error) {
      if (!isAbsence(error)) throw error
      // The root or one of its folders was removed under us.
      this.root.forget()
      this.root.create()
      return placeSubmission(this, id, text)
    }
  }

  /** Publishes a fact of a job that exists, if it is the first of its name. */
  publish(id: string, fact: Exclude<StoredFact, "created">, text: string): Publication {
    if (!isJobId(id) || !this.root.isThere()) return "NoJob"
    this.root.checkWritable()
    if (fact === "claim") this.root.checkFormat()
    // A cleaner may have taken the submission and left the folder: nothing follows on nothing.
    if (!this.has(id)) return "NoJob"
    const { fs } = this.root
    const durable = durableFacts.has(fact)
    const file = inFolder(this.folder(id), factFile[fact])
    const folder = path.dirname(file)
    try {
      // A loser is told at once. What it goes on from must be as durable as if it had won.
      if (fs.existsSync(file)) {
        if (durable) this.places.confirm(id)
        return "Taken"
      }
      if (fact === "late") fs.mkdirSync(folder, 0o700)
    } catch (error) {
      if (isAbsence(error)) return "NoJob"
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error
    }
    try {
      const won = this.root.publish(folder, path.basename(file), text, durable)
      if (durable) this.places.makeDurable(id)
      return won ? "Won" : "Taken"
    } catch (error) {
      if (!isAbsence(error)) throw error
      if (!this.has(id)) return "NoJob"
      // Over a network what was renamed may be asked for once more, and is not there then.
      if (!fs.existsSync(file)) throw error
      if (durable) this.places.confirm(id)
      return "Taken"
    }
  }

  /** Whether the submission of a job is there, readable or not. */
  has(id: string): boolean {
    const created = inFolder(this.folder(id), factFile.created)
    if (this.root.fs.lstatSync(created, { throwIfNoEntry: false }) !== undefined) return true
    this.root.confirmNothing()
    return false
  }

  read(id: string, fact: StoredFact): ReadRecord {
    return this.readFile(id, factFile[fact])
  }

  readFile(id: string, name: string): ReadRecord {
    return this.at(id)?.readRare(name) ?? { _tag: "Absent" }
  }

  /** The names in a job's folder; null when there is no such job. */
  names(id: string): ReadonlySet<string> | null {
    const names = this.at(id)?.names() ?? null
    if (names === null) this.root.confirmNothing()
    return names
  }

  /** Where the facts of a job are, if there is a store and that is an id. */
  at(id: string): FactFolder | null {
    if (!isJobId(id) || !this.root.isThere()) return null
    return new FactFolder(this.root.fs, this.folder(id))
  }

  /** Refuses to write beside a submission that is no longer there. */
  checkOpen(id: string): void {
    this.root.checkWritable()
    if (!this.has(id)) throw gone()
  }

  putProgress(id: string, text: string): void {
    this.checkOpen(id)
    replaceFile(this.root.fs, this.folder(id), progressFile, text)
  }

  arm(id: string, text: string): void {
    this.checkOpen(id)
    arm(this.root.fs, this.folder(id), text, this.root.by)
  }

  /**
   * Publishes an outcome in a process's last instant: this text, or the armed record without room.
   * A job whose record is gone is submitted first, if `anew` says as what.
   */
  lastGasp(id: string, decide: () => string, anew: () => string | null): boolean {
    try {
      if (!isJobId(id)) return false
      this.root.checkWritable()
      const insist = retryHeld(this.root.fs)
      let text: string | null = null
      try {
        const decided = decide()
        text = decided
        const settle = () => insist(() => this.publish(id, "outcome", decided)) !== "NoJob"
        return settle() || (insist(() => this.#submitAgain(id, anew())) && settle())
      } catch {
        const settled = insist(() =>
          publishArmed(this.root.fs, this.folder(id), text, this.root.by)
        )
        syncFolder(this.root.fs, this.folder(id))
        return settled
      }
    } catch {
      return isJobId(id) && this.root.fs.existsSync(inFolder(this.folder(id), factFile.outcome))
    }
  }

  /** Whoever has come to the place of the job meanwhile keeps it. */
  #submitAgain(id: string, text: string | null): boolean {
    return text !== null && this.submit(id, text)
  }

  /**
   * The settled marker is durable before the active one goes.
   *
   * @param settledAt null: it has its place
   */
  index(id: string, settledAt: number | null, active: boolean): void {
    this.root.checkWritable()
    if (!this.root.isThere()) throw gone()
    const { fs, layout } = this.root
    if (settledAt !== null) {
      // The marker of an active job goes last, once the other is durable: then nothing is left to do.
      if (!active && !isActive(fs, layout, id) && isListedSettled(fs, layout, { id, settledAt }))
        return
      placeSettled(fs, layout, id, settledAt)
    }
    if (!active) removeActive(fs, layout, id)
  }

  active(): Array<string> {
    return this.#listed("active", ({ fs, layout }) => listActive(fs, layout))
  }

  settled(limit: number): Array<string> {
    return this.#listed("settled", ({ fs, layout }) => [
      ...new Set(newestSettled(fs, layout, limit))
    ])
  }

  history(): Array<SettledMarker> {
    const newest = new Map<string, SettledMarker>()
    for (const { id, settledAt } of this.markers()) {
      if (!newest.has(id)) newest.set(id, { id, settledAt })
    }
    return [...newest.values()]
  }

  /** As `history`, and where each marker is. */
  markers(): Array<SettledMarker> {
    return this.#listed("settled", ({ fs, layout }) => newestMarkers(fs, layout, Infinity))
  }

  find(prefix: string): Array<string> {
    if (!/^[0-9a-f]{0,16}$/.test(prefix)) return []
    return this.#listed("jobs", (root) => this.#find(root, prefix))
  }

  #listed<A>(from: "active" | "settled" | "jobs", list: (root: StoreRoot) => Array<A>): Array<A> {
    if (!this.root.isThere()) return []
    const found = list(this.root)
    if (found.length === 0) this.root.confirmNothing(this.root.layout[from])
    return found
  }

  /** The parts that jobs are kept in: by the first two characters of their ids. */
  parts(): Array<string> {
    return this.#listed("jobs", partsOf)
  }

  inPart(part: string): Array<string> {
    const { fs, layout } = this.root
    return (namesInFolder(fs, inFolder(layout.jobs, part)) ?? []).filter(isJobId).sort()
  }

  #find(root: StoreRoot, prefix: string): Array<string> {
    const parts = prefix.length >= 2 ? [prefix.slice(0, 2)] : partsOf(root).sort()
    return parts
      .filter((part) => part.startsWith(prefix.slice(0, 2)))
      .flatMap((part) => this.inPart(part))
      .filter((id) => id.startsWith(prefix))
  }

  folder(id: string): string {
    return jobFolder(this.root.layout, id)
  }

  logFile(id: string): string | null {
    return isJobId(id) ? inFolder(this.folder(id), logName) : null
  }
}

const gone = () => Object.assign(new Error("the record of the job is gone"), { code: "ENOENT" })

const partsOf = ({ fs, layout: { jobs } }: StoreRoot): Array<string> =>
  namesIn(fs, jobs).filter((name) => bucketPattern.test(name))
