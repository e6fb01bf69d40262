import type { JobFacts, JobId } from "@job-lifecycle/engine"
import { asWritten } from "../asWritten.ts"
import { readProcessScope } from "../probe/readProcessScope.ts"
import { JobFiles } from "./JobFiles.ts"
import { dayOf, isIndexKept } from "./keepIndex.ts"
import { ofJob, parsedOf } from "./jobOfRecord.ts"
import { readFacts } from "./readFacts.ts"
import { StoreRoot } from "./StoreRoot.ts"

/**
 * Reads a store in which nothing is left to do: no job is open, the index is kept, every record is as
 * this version writes it. Synchronous, on built-ins alone, and all that it ever writes is that a job was read.
 *
 * **When to use**: for an answer that has to come before the engine could be loaded.
 *
 * **Details**: of such a store it reads what `FileJobStore` reads. Wherever that might do or say
 * anything else, every method throws: the engine is then to be asked. That is no failure of the store.
 */
export class QuietStore {
  readonly #files: JobFiles
  readonly #now: number

  /** @param now wall time in milliseconds */
  constructor(root: string, now: number) {
    this.#files = new JobFiles(new StoreRoot(root))
    this.#now = now
  }

  /** Throws when there is an open job: whether it still runs is the engine's to find out. */
  active(): ReadonlyArray<never> {
    if (!this.#files.root.isThere()) return []
    const since = readProcessScope().bootId ?? dayOf(this.#now)
    if (!isIndexKept(this.#files, since)) throw new NotQuiet("its index")
    const [open] = this.#files.active()
    if (open !== undefined) throw new NotQuiet(`job ${open}`)
    return []
  }

  /** The newest settled jobs, newest first. */
  settled(limit: number): ReadonlyArray<JobId> {
    return this.#files.settled(limit) as Array<JobId>
  }

  /** Ids that begin so. */
  find(prefix: string): ReadonlyArray<JobId> {
    return this.#files.find(prefix) as Array<JobId>
  }

  exists(id: JobId): boolean {
    return this.facts(id) !== null
  }

  /** Everything on record about a job; null when there is none. */
  facts(id: JobId): JobFacts | null {
    const at = this.#files.at(id)
    const reading = at === null ? null : readFacts(at, id, decode)
    if (reading === null || reading._tag === "NoJob") return null
    if (reading._tag === "Damaged" || reading.facts.unreadable.length > 0) {
      throw new NotQuiet(`job ${id}`)
    }
    return reading.facts
  }

  /** Notes that somebody has been shown how a job ended; where that cannot be written it is left. */
  noteRead(id: JobId): void {
    try {
      this.#files.publish(id, "read", JSON.stringify(ofJob({ at: this.#now }, id)))
    } catch {
      // It was shown all the same. Whoever shows it again tries again.
    }
  }
}

/** There is something in the store for the engine to judge. */
class NotQuiet extends Error {
  constructor(what: string) {
    super(`${what} is for the engine to judge`)
  }
}

const decode: Parameters<typeof readFacts>[2] = (name, text, id) => {
  const json = parsedOf(text, id)
  const isAsWritten: ((json: unknown) => boolean) | undefined = recognised[name]
  if (isAsWritten?.(json) !== true) throw new NotQuiet(`a record of "${name}"`)
  return json
}

const recognised: Partial<Record<Parameters<typeof decode>[0], (json: unknown) => boolean>> =
  asWritten
