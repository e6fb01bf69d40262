import type { Layout } from "./layout.ts"
import { bucketOf, jobFolder } from "./layout.ts"
import type { StoreFs } from "./StoreFs.ts"
import { syncFolder } from "./syncFolder.ts"

/**
 * Makes durable what leads to a job: the power takes all that is durable in a folder with the folder's name.
 * Whoever submitted the job, or made the folder that it shares with others, may not have lived to do so.
 */
export class DurablePlaces {
  readonly #fs: StoreFs
  readonly #layout: Layout
  /** Jobs whose place this process has made durable. */
  readonly #durable = new Set<string>()
  /** The outcomes that it has made durable, by job: the nonce of each. */
  readonly #outcomes = new Map<string, string>()

  constructor(fs: StoreFs, layout: Layout) {
    this.#fs = fs
    this.#layout = layout
  }

  /** Makes the names durable that lead to this job. */
  sync(id: string): void {
    syncFolder(this.#fs, bucketOf(this.#layout, id))
    syncFolder(this.#fs, this.#layout.jobs)
    if (this.#durable.size >= mostRemembered) this.#durable.clear()
    this.#durable.add(id)
  }

  /** Makes durable what stands in a job's folder, whoever wrote it, and what leads to that. */
  confirm(id: string): void {
    syncFolder(this.#fs, jobFolder(this.#layout, id))
    this.makeDurable(id)
  }

  /** Notes that an outcome is durable, so that it need not be made so at each look. */
  noteOutcome(id: string, nonce: string): void {
    if (this.#outcomes.size >= mostRemembered) this.#outcomes.clear()
    this.#outcomes.set(id, nonce)
  }

  /** Whether this process knows that this very outcome is durable: a record that is made anew has another. */
  isOutcomeDurable(id: string, nonce: string): boolean {
    return nonce !== "" && this.#outcomes.get(id) === nonce
  }

  /** Makes durable what leads to a job, unless this process has. */
  makeDurable(id: string): void {
    if (!this.#durable.has(id)) this.sync(id)
  }
}

/** Of the others names and outcomes are made durable once more. */
const mostRemembered = 1_000
