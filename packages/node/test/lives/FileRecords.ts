import type { Created, FactName, JobId } from "@job-lifecycle/engine"
import type { FakeDisk, FakeFiles } from "@job-lifecycle/testing"
import type { RecordedJob, Records } from "@job-lifecycle/testing/simulator"
import { FactFolder } from "../../src/store/FactFolder.ts"
import { decodeRecord } from "../../src/store/factText.ts"
import { JobFiles } from "../../src/store/JobFiles.ts"
import { armedFile, factFile, inFolder } from "../../src/store/layout.ts"
import { insideFolder } from "../../src/store/publishFile.ts"
import { namesIn } from "../../src/store/markers.ts"
import { isVoid } from "../../src/store/voidSubmission.ts"
import { StoreRoot } from "../../src/store/StoreRoot.ts"

/** A record that is there. `isTorn`: nobody can read it; its value is the one that was written. */
export interface SeenFact {
  readonly value: unknown
  readonly isTorn: boolean
}

interface SeenJob extends RecordedJob {
  readonly seen: ReadonlyMap<FactName, SeenFact>
}

interface Seen {
  readonly at: number
  readonly jobs: ReadonlyMap<JobId, SeenJob>
  readonly active: ReadonlySet<JobId>
  readonly settled: ReadonlyMap<JobId, number>
}

/**
 * What the files of a store say, read by nobody in particular. A job that was taken out of its place and may
 * still be put back counts: nothing of it is lost.
 */
export class FileRecords implements Records {
  readonly #disk: FakeDisk
  readonly #root: string
  readonly #writers: Array<FakeFiles> = []
  /** What each record said when it could last be read. */
  readonly #known = new Map<string, unknown>()
  #cuts = 0
  #last: Seen | null = null

  constructor(disk: FakeDisk, root: string) {
    this.#disk = disk
    this.#root = root
  }

  /** One more process that may change something. */
  note(files: FakeFiles): void {
    this.#writers.push(files)
  }

  /** The disk was changed by none of them. */
  forget(): void {
    this.#cuts += 1
  }

  get jobs(): ReadonlyMap<JobId, SeenJob> {
    return this.#look().jobs
  }

  get active(): ReadonlySet<JobId> {
    return this.#look().active
  }

  get settled(): ReadonlyMap<JobId, number> {
    return this.#look().settled
  }

  /** What is on record by this fact; a submission may say who owns the job. */
  standing(id: JobId, fact: FactName): ReadonlyArray<readonly [FactName, unknown]> {
    const value = this.jobs.get(id)?.facts.get(fact)
    if (value === undefined) return []
    const claim = fact === "created" ? (value as Created).claim : null
    return claim === null
      ? [[fact, value]]
      : [
          [fact, value],
          ["claim", claim]
        ]
  }

  /** Where a fact of a job is; null when the job is nowhere. */
  place(id: JobId, fact: FactName): string | null {
    const folder = this.#folders().find(([one]) => one === id)?.[1]
    if (folder === undefined) return null
    const file = inFolder(folder, factFile[fact])
    const stat = this.#disk.process().statSync(file, { throwIfNoEntry: false })
    return stat?.isDirectory() === true ? inFolder(file, insideFolder) : file
  }

  #look(): Seen {
    let at = this.#cuts
    for (const { operations } of this.#writers) at += operations.length
    if (this.#last?.at !== at) this.#last = { at, ...this.#read() }
    return this.#last
  }

  get #files(): JobFiles {
    return new JobFiles(new StoreRoot(this.#root, this.#disk.process()))
  }

  #folders(): ReadonlyArray<readonly [JobId, string]> {
    const files = this.#files
    const { fs, layout } = files.root
    const taken = namesIn(fs, layout.trash).flatMap((name) => {
      const [, id] = /^([0-9a-f]{16})\./.exec(name) ?? []
      return id === undefined ? [] : [[id as JobId, inFolder(layout.trash, name)] as const]
    })
    return [...files.find("").map((id) => [id as JobId, files.folder(id)] as const), ...taken]
  }

  #read(): Omit<Seen, "at"> {
    const files = this.#files
    const jobs = new Map<JobId, SeenJob>()
    for (const [id, folder] of this.#folders()) {
      const job = this.#jobIn(id, new FactFolder(files.root.fs, folder))
      if (job !== null) jobs.set(id, job)
    }
    return {
      jobs,
      active: new Set(files.active() as Array<JobId>),
      settled: new Map(files.history().map(({ id, settledAt }) => [id as JobId, settledAt]))
    }
  }

  #jobIn(id: JobId, folder: FactFolder): SeenJob | null {
    const names = folder.names() ?? new Set()
    const seen = new Map<FactName, SeenFact>()
    for (const [fact, file] of Object.entries(factFile)) {
      if (!names.has(file.split("/")[0]!)) continue
      const record = folder.read(file)
      // A submission that was given up is none.
      if (record._tag === "Absent" || (fact === "created" && isVoid(record))) continue
      const read = record._tag === "Text" ? decodeRecord(fact as FactName, record.text, id) : null
      const key = `${id} ${fact}`
      if (read !== null) this.#known.set(key, read)
      seen.set(fact as FactName, { value: this.#known.get(key), isTorn: read === null })
    }
    const created = seen.get("created")?.value as Created | undefined
    // One that was begun and never made is no job.
    if (created === undefined) return null
    const facts = new Map([...seen].map(([fact, { value }]) => [fact, value]))
    return { facts, seen, armed: names.has(armedFile) ? {} : null }
  }
}
