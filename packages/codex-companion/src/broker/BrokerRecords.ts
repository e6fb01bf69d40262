import type { OwnerIdentity } from "@job-lifecycle/engine"
import { makeFolders, publishFile, realFs, replaceFile } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"
import { wholeText } from "../records/textFile.ts"

/** Where a broker is found, in the words of the host's `broker.json`. */
export interface BrokerSession {
  readonly endpoint: string
  /** A folder of the broker's own, for its socket, its pid file and its log. */
  readonly sessionDir: string
  readonly pidFile: string
  readonly logFile: string
  readonly pid: number | null
}

/** What is on record of the start of one broker. */
export interface BrokerRecord extends BrokerSession {
  /** Who is starting it. */
  readonly starter: OwnerIdentity
  /** The broker itself, once it has come up and said so. */
  readonly broker: OwnerIdentity | null
  /** It has said that it goes. */
  readonly ended: boolean
}

/** A start of a broker: the newest one counts. Its record is null where it cannot be read. */
export interface BrokerStart {
  readonly round: number
  readonly record: BrokerRecord | null
}

/**
 * The starts of one workspace's brokers, numbered. Each number is given once, to whoever is first with
 * it, and the highest counts: a start that is over is never taken away, only followed, so that nobody
 * can take away one that he did not mean.
 */
export class BrokerRecords {
  readonly #stateDir: string
  readonly #folder: string

  constructor(stateDir: string) {
    this.#stateDir = stateDir
    this.#folder = path.join(stateDir, "job-lifecycle", "host", "brokers")
  }

  newest(): BrokerStart | null {
    const round = Math.max(0, ...this.#rounds())
    return round === 0 ? null : { round, record: this.#read(round) }
  }

  /** The start that this endpoint was drawn for. */
  startOf(endpoint: string): BrokerStart | null {
    const starts = this.#rounds().map((round) => ({ round, record: this.#read(round) }))
    return starts.find(({ record }) => record?.endpoint === endpoint) ?? null
  }

  /**
   * Takes a number for a start, and says whether it counts. Throws where nothing can be published:
   * what cannot be shared is not started.
   */
  claim(round: number, record: BrokerRecord): boolean {
    makeFolders(realFs, this.#folder)
    const text = JSON.stringify(record)
    const how = { durable: false, by: "Link" } as const
    if (!publishFile(realFs, this.#folder, nameOf(round), text, how)) return false
    // Numbers that were cleared away can be taken again, by somebody who was slow: they count for nothing.
    if (Math.max(...this.#rounds()) !== round) return false
    for (const older of this.#rounds().filter((each) => each < round)) {
      fs.rmSync(path.join(this.#folder, nameOf(older)), { force: true })
    }
    return true
  }

  /** Says who the broker of a start is. False when another start counts by now, or this one is unknown. */
  register(endpoint: string, broker: OwnerIdentity, pid: number): boolean {
    const newest = this.newest()
    if (newest?.record?.endpoint !== endpoint) return false
    this.#replace(newest.round, { ...newest.record, broker, pid })
    return true
  }

  /** Says that the broker of this endpoint goes, or never came. */
  end(endpoint: string): void {
    const start = this.startOf(endpoint)
    if (start?.record) this.#replace(start.round, { ...start.record, ended: true })
    this.hide(endpoint)
  }

  /** What the host and its older versions find a broker by. */
  show({ endpoint, logFile, pid, pidFile, sessionDir }: BrokerSession): void {
    const text = JSON.stringify({ endpoint, pidFile, logFile, sessionDir, pid }, null, 2)
    replaceFile(realFs, this.#stateDir, "broker.json", `${text}\n`)
  }

  /** The broker that the host would use; null when there is none. */
  shown(): BrokerSession | null {
    const shown = parsed(path.join(this.#stateDir, "broker.json")) as BrokerSession | null
    return typeof shown?.endpoint === "string" && shown.endpoint !== "" ? shown : null
  }

  /** Takes a broker out of the host's sight, if it is still the one that is shown. */
  hide(endpoint: string): void {
    if (this.shown()?.endpoint !== endpoint) return
    fs.rmSync(path.join(this.#stateDir, "broker.json"), { force: true })
  }

  #replace(round: number, record: BrokerRecord): void {
    replaceFile(realFs, this.#folder, nameOf(round), JSON.stringify(record))
  }

  #rounds(): ReadonlyArray<number> {
    try {
      return fs.readdirSync(this.#folder).flatMap((name) => {
        const digits = /^([1-9]\d{0,14})\.json$/.exec(name)?.[1]
        return digits === undefined ? [] : [Number(digits)]
      })
    } catch {
      return []
    }
  }

  #read(round: number): BrokerRecord | null {
    const record = parsed(path.join(this.#folder, nameOf(round)))
    return isRecord(record) ? record : null
  }
}

/** What has another shape is not of ours to make out, like what cannot be read: it is followed. */
const isRecord = (json: unknown): json is BrokerRecord => {
  const { broker, endpoint, sessionDir, starter } = Object(json) as Partial<BrokerRecord>
  return (
    typeof endpoint === "string" &&
    typeof sessionDir === "string" &&
    typeof starter?.scheme === "string" &&
    (broker === null || typeof broker?.scheme === "string")
  )
}

const nameOf = (round: number): string => `${round}.json`

const parsed = (file: string): unknown => {
  try {
    return JSON.parse(wholeText(file))
  } catch {
    return null
  }
}
