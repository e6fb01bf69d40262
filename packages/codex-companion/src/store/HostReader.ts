import { errorCode } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"
import type { JobReading } from "../records/decodeJob.ts"
import { decodeJobText } from "../records/decodeJob.ts"
import type { StateReading } from "../records/decodeState.ts"
import { decodeState } from "../records/decodeState.ts"
import { notAFile, wholeText } from "../records/textFile.ts"
import type { HostState } from "../records/HostState.ts"
import { isInTheWay } from "./inTheWay.ts"

export const lastGoodFile = "state.json"

/** A record that is there and cannot be read. */
export interface UnreadJob {
  readonly _tag: "Unread"
  readonly problem: string
  /** Reading was refused, so that what it says is not known. Else something stands there that is no record. */
  readonly isRefused: boolean
}

const recordName = /^([A-Za-z0-9_][A-Za-z0-9._-]{0,127})\.json$/

/**
 * Reads the files of one state folder of the host, and of the folder of ours beside them:
 *
 * ```text
 * <folder>/state.json, jobs/<id>.json, jobs/<id>.log      the host's: older versions write and delete here
 * <folder>/jobs/<id>.log.1                                the earlier half of a log that outgrew its cap
 * <folder>/job-lifecycle/store/                           the facts
 * <folder>/job-lifecycle/host/state.json                  the list as we last wrote it
 * <folder>/job-lifecycle/host/logs/<id>.log               a second name of each log
 * <folder>/job-lifecycle/host/archive/            what older versions' sessions left when they ended
 * <folder>/job-lifecycle/host/released/<id>               a job that its session's end took off the list
 * ```
 */
export class HostReader {
  readonly folder: string
  readonly store: string
  /** The folder of ours. */
  protected readonly own: string

  constructor(folder: string) {
    this.folder = path.resolve(folder)
    this.store = path.join(this.folder, "job-lifecycle", "store")
    this.own = path.join(this.folder, "job-lifecycle", "host")
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
    const text = this.lastGoodText()
    const reading = text === null ? null : decodeState(text)
    return reading?._tag === "State" ? reading.state : null
  }

  /** Reads the record of one job; null when it has none. */
  readJob(id: string): JobReading | UnreadJob | null {
    try {
      const text = textOf(this.record(id))
      return text === null ? null : decodeJobText(text)
    } catch (error) {
      if (errorCode(error) === undefined) throw error
      const isRefused = !isInTheWay(error) && errorCode(error) !== notAFile
      return { _tag: "Unread", problem: (error as Error).message, isRefused }
    }
  }

  /** The ids that have a record of their own, whether or not the list knows them. */
  recordIds(): ReadonlyArray<string> {
    return namesIn(path.join(this.folder, "jobs")).flatMap(
      (name) => recordName.exec(name)?.[1] ?? []
    )
  }

  released(): ReadonlySet<string> {
    return new Set(namesIn(path.join(this.own, "released")))
  }

  protected lastGoodText(): string | null {
    return textOf(path.join(this.own, lastGoodFile))
  }

  protected record(id: string): string {
    return path.join(this.folder, "jobs", `${id}.json`)
  }
}

/** The whole text of a file; null when there is none. Any other trouble throws: it is not absence. */
const textOf = (file: string): string | null => {
  try {
    return wholeText(file)
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

export const isAbsence = (error: unknown): boolean =>
  ["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")
