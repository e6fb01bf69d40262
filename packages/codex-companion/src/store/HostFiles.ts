import { errorCode, retryHeld, makeFolders, realFs, replaceFile } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"
import { earlierLog } from "../records/earlierLog.ts"
import { encodeRecord, encodeState } from "../records/encodeState.ts"
import type { HostJob } from "../records/HostJob.ts"
import type { HostState } from "../records/HostState.ts"
import { HostReader, isAbsence, lastGoodFile } from "./HostReader.ts"
import { unlessInTheWay } from "./inTheWay.ts"

/**
 * The files of one state folder of the host, and the folder of ours beside them.
 *
 * Everything is written whole and renamed into place, so that nobody ever reads a part. Older versions
 * delete what they do not list: they meet copies and links, never a fact.
 */
export class HostFiles extends HostReader {
  writeState(state: HostState): void {
    const text = encodeState(state)
    if (this.#isLastGoodReadable()) {
      // The list says the same, and can be written.
      unlessInTheWay(() => this.#put(this.own, lastGoodFile, text))
    }
    this.#put(this.folder, "state.json", text)
  }

  /** Keeps a list that cannot be read, for people; one is enough. */
  quarantine(text: string): void {
    this.#put(this.own, "state.unreadable.json", text)
  }

  writeJob(record: HostJob): void {
    this.#put(path.join(this.folder, "jobs"), `${record.id}.json`, encodeRecord(record))
    linkOnce(this.#log(record.id), this.#logCopy(record.id))
  }

  /** Gives a log back its name, when an older version took it. */
  restoreLog(id: string): void {
    linkOnce(this.#logCopy(id), this.#log(id))
  }

  /** Gives the second name to a log that begins anew: what it was is its earlier half now. */
  renewLogCopy(id: string): void {
    removeFile(this.#logCopy(id))
    linkOnce(this.#log(id), this.#logCopy(id))
  }

  /** Takes a job out of the host's sight. What we know of it stays. */
  dropJob(job: Pick<HostJob, "id" | "logFile">): void {
    for (const file of this.#filesOf(job)) removeFile(file)
  }

  /**
   * Takes a job of an older version out of the host's sight, and keeps its files. Where the archive cannot be made its
   * log stays, and its record is set aside: it would bring the job back.
   */
  archive(job: Pick<HostJob, "id" | "logFile">): void {
    const archive = path.join(this.own, "archive")
    for (const file of this.#filesOf(job)) {
      unlessInTheWay(() => move(file, path.join(archive, path.basename(file))))
    }
    const record = this.record(job.id)
    unlessInTheWay(() => move(record, `${record}.ended`))
  }

  /** Forgets a job that is no more: the second name of its log too. */
  forgetJob(id: string): void {
    this.dropJob({ id })
    for (const file of [this.#logCopy(id), this.#release(id)]) removeFile(file)
  }

  release(id: string): void {
    this.#put(path.join(this.own, "released"), id, "")
  }

  /**
   * The record of a job, and both halves of its log. A log elsewhere is not the host's to delete, whatever a
   * record says.
   */
  #filesOf({ id, logFile }: Pick<HostJob, "id" | "logFile">): ReadonlyArray<string> {
    const named = typeof logFile === "string" ? path.resolve(logFile) : ""
    const isOurs = path.dirname(named) === path.join(this.folder, "jobs")
    const logs = [this.#log(id), ...(isOurs ? [named] : [])]
    return [this.record(id), ...logs, ...logs.map(earlierLog)]
  }

  /** What cannot be read is not written over: it may hold what the list has lost. */
  #isLastGoodReadable(): boolean {
    try {
      this.lastGoodText()
      return true
    } catch (error) {
      if (errorCode(error) === undefined) throw error
      return false
    }
  }

  #log(id: string): string {
    return path.join(this.folder, "jobs", `${id}.log`)
  }

  #logCopy(id: string): string {
    return path.join(this.own, "logs", `${id}.log`)
  }

  #release(id: string): string {
    return path.join(this.own, "released", id)
  }

  /** What a scanner holds for a moment is tried again, for as long as anything may be held up (F37). */
  #put(folder: string, name: string, text: string): void {
    const insist = retryHeld(realFs)
    const replace = () => insist(() => replaceFile(realFs, folder, name, text))
    try {
      replace()
    } catch (error) {
      if (!isAbsence(error)) throw error
      makeFolders(realFs, folder)
      replace()
    }
  }
}

/** A folder in its place is somebody's, and stays. */
const removeFile = (file: string): void => unlessInTheWay(() => fs.rmSync(file, { force: true }))

/**
 * Moves a file, by a copy where that is another disk, and over nothing. Where there is none, or somebody else has just
 * moved it, there is nothing to do.
 */
const move = (from: string, to: string): void => {
  if (fs.lstatSync(from, { throwIfNoEntry: false })?.isFile() !== true) return
  makeFolders(realFs, path.dirname(to))
  const free = freeName(to)
  try {
    fs.renameSync(from, free)
  } catch (error) {
    if (errorCode(error) === "EXDEV") {
      fs.copyFileSync(from, free, fs.constants.COPYFILE_EXCL)
      fs.rmSync(from, { force: true })
    } else if (!isAbsence(error)) throw error
  }
}

/** `to`, or, where that is taken, the first of `to.2`, `to.3` and so on that is not. */
const freeName = (to: string): string => {
  for (let nth = 1; ; nth++) {
    const name = nth === 1 ? to : `${to}.${nth}`
    if (fs.lstatSync(name, { throwIfNoEntry: false }) === undefined) return name
  }
}

/** Gives a file a second name, if it is there and the name is free. A log is worth no failure. */
const linkOnce = (from: string, to: string): void => {
  try {
    if (fs.existsSync(to) || !fs.existsSync(from)) return
    makeFolders(realFs, path.dirname(to))
    fs.linkSync(from, to)
  } catch {
    // Somebody else was first, or links do not exist here.
  }
}
