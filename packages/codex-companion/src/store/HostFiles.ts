import { realFs, replaceFile } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"
import type { JobReading } from "../records/decodeJob.ts"
import { decodeJobText } from "../records/decodeJob.ts"
import type { StateReading } from "../records/decodeState.ts"
import { decodeState } from "../records/decodeState.ts"
import { encodeRecord, encodeState } from "../records/encodeState.ts"
import type { HostJob } from "../records/HostJob.ts"
import type { HostState } from "../records/HostState.ts"

const lastGoodFile = "state.json"
const recordName = /^([A-Za-z0-9_][A-Za-z0-9._-]{0,127})\.json$/

/**
 * The files of one state folder of the host, and the folder of ours beside them:
 *
 * ```text
 * <folder>/state.json, jobs/<id>.json, jobs/<id>.log      the host's: older versions write and delete here
 * <folder>/job-lifecycle/store/                           the facts
 * <folder>/job-lifecycle/host/state.json                  the list as we last wrote it
 * <folder>/job-lifecycle/host/logs/<id>.log               a second name of each log
 * <folder>/job-lifecycle/host/archive/            what older versions' sessions left when they ended
 * <folder>/job-lifecycle/host/released/<id>               a job that its session's end took off the list
 * ```
 *
 * Everything is written whole and renamed into place, so that nobody ever reads a part. Older versions
 * delete what they do not list: they meet copies and links, never a fact.
 */
export class HostFiles {
  readonly folder: string
  readonly store: string
  readonly #own: string

  constructor(folder: string) {
    this.folder = path.resolve(folder)
    this.store = path.join(this.folder, "job-lifecycle", "store")
    this.#own = path.join(this.folder, "job-lifecycle", "host")
  }

  /** Reads the list. `text` is empty where there is none. */
  readState(): { readonly reading: StateReading; readonly text: string } {
    const text = textOf(path.join(this.folder, "state.json"))
    return text === null
      ? { reading: { _tag: "Absent" }, text: "" }
      : { reading: decodeState(text), text }
  }

  /** The list as one of us last wrote it; null when nobody did. */
  lastGood(): HostState | null {
    const text = textOf(path.join(this.#own, lastGoodFile))
    const reading = text === null ? null : decodeState(text)
    return reading?._tag === "State" ? reading.state : null
  }

  writeState(state: HostState): void {
    const text = encodeState(state)
    this.#put(this.#own, lastGoodFile, text)
    this.#put(this.folder, "state.json", text)
  }

  /** Keeps a list that cannot be read, for people; one is enough. */
  quarantine(text: string): void {
    this.#put(this.#own, "state.unreadable.json", text)
  }

  readJob(id: string): JobReading | null {
    const text = textOf(this.#record(id))
    return text === null ? null : decodeJobText(text)
  }

  writeJob(record: HostJob): void {
    this.#put(path.join(this.folder, "jobs"), `${record.id}.json`, encodeRecord(record))
    linkOnce(this.#log(record.id), this.#logCopy(record.id))
  }

  /** The ids that have a record of their own, whether or not the list knows them. */
  recordIds(): ReadonlyArray<string> {
    return namesIn(path.join(this.folder, "jobs")).flatMap(
      (name) => recordName.exec(name)?.[1] ?? []
    )
  }

  /** Gives a log back its name, when an older version took it. */
  restoreLog(id: string): void {
    linkOnce(this.#logCopy(id), this.#log(id))
  }

  /** Takes a job out of the host's sight. What we know of it stays. */
  dropJob(job: Pick<HostJob, "id" | "logFile">): void {
    for (const file of this.#filesOf(job)) fs.rmSync(file, { force: true })
  }

  /** Takes a job of an older version out of the host's sight, and keeps its files. */
  archive(job: Pick<HostJob, "id" | "logFile">): void {
    for (const file of this.#filesOf(job)) {
      linkOnce(file, path.join(this.#own, "archive", path.basename(file)))
      fs.rmSync(file, { force: true })
    }
  }

  /** Forgets a job that is no more: the second name of its log too. */
  forgetJob(id: string): void {
    this.dropJob({ id })
    for (const file of [this.#logCopy(id), this.#release(id)]) fs.rmSync(file, { force: true })
  }

  release(id: string): void {
    fs.mkdirSync(path.dirname(this.#release(id)), { recursive: true, mode: 0o700 })
    fs.writeFileSync(this.#release(id), "", { mode: 0o600 })
  }

  released(): ReadonlySet<string> {
    return new Set(namesIn(path.join(this.#own, "released")))
  }

  /** The record and the log of a job. A log elsewhere is not the host's to delete, whatever a record says. */
  #filesOf({ id, logFile }: Pick<HostJob, "id" | "logFile">): ReadonlyArray<string> {
    const named = typeof logFile === "string" ? path.resolve(logFile) : ""
    const isOurs = path.dirname(named) === path.join(this.folder, "jobs")
    return [this.#record(id), this.#log(id), ...(isOurs ? [named] : [])]
  }

  #record(id: string): string {
    return path.join(this.folder, "jobs", `${id}.json`)
  }

  #log(id: string): string {
    return path.join(this.folder, "jobs", `${id}.log`)
  }

  #logCopy(id: string): string {
    return path.join(this.#own, "logs", `${id}.log`)
  }

  #release(id: string): string {
    return path.join(this.#own, "released", id)
  }

  #put(folder: string, name: string, text: string): void {
    try {
      replaceFile(realFs, folder, name, text)
    } catch (error) {
      if (!isAbsence(error)) throw error
      fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
      replaceFile(realFs, folder, name, text)
    }
  }
}

/** The whole text of a file; null when there is none. Any other trouble throws: it is not absence. */
const textOf = (file: string): string | null => {
  try {
    return fs.readFileSync(file, "utf8")
  } catch (error) {
    if (isAbsence(error)) return null
    throw error
  }
}

const namesIn = (folder: string): ReadonlyArray<string> => {
  try {
    return fs.readdirSync(folder)
  } catch (error) {
    if (isAbsence(error)) return []
    throw error
  }
}

/** Gives a file a second name, if it is there and the name is free. A log is worth no failure. */
const linkOnce = (from: string, to: string): void => {
  try {
    if (fs.existsSync(to) || !fs.existsSync(from)) return
    fs.mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 })
    fs.linkSync(from, to)
  } catch {
    // Somebody else was first, or links do not exist here.
  }
}

const isAbsence = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")
