import type { FactName, FactValue, JobId, JobStore, Settlement } from "@job-lifecycle/engine"

type Listed = Parameters<JobStore["Service"]["index"]>[1]

/** What is still to be done about jobs that were settled. */
export interface Gathered {
  /** To be told to the host. */
  readonly shows: ReadonlyArray<JobId>
  /** To be listed by the store, once the host has been told. */
  readonly listings: ReadonlyMap<JobId, Listed>
}

/**
 * Gathers what the looks of this process settle, so that the host's list is read and written once for all
 * jobs of a look, however many they are: each list is made of the records of all open ones.
 *
 * The order of a job's steps stays what it is: its outcome, the host's list, and only then the listing of
 * the store. So whoever looks after a process that was killed in between finds the job among the active
 * ones, and mends the list of what the facts say (I9 outcome-first).
 */
export class Gathering {
  #looks = 0
  #shows = new Set<JobId>()
  #listings = new Map<JobId, Listed>()

  begin(): void {
    this.#looks += 1
  }

  end(): void {
    this.#looks -= 1
  }

  /** Whether the host is told of this fact with the others. What a job's own process says it is told at once. */
  takesFact<F extends FactName>(id: JobId, fact: F, value: FactValue<F>): boolean {
    if (this.#looks === 0 || isOfOwner(fact, value)) return false
    this.#shows.add(id)
    return true
  }

  /** Whether the store lists this job with the others. */
  takesListing(id: JobId, listed: Listed): boolean {
    if (this.#looks === 0) return false
    // Any step of a look may have seen that its work is over.
    const active = listed.active && (this.#listings.get(id)?.active ?? true)
    this.#listings.set(id, { ...listed, active })
    return true
  }

  /** Lets go of a job that is no more. */
  forget(id: JobId): void {
    this.#shows.delete(id)
    this.#listings.delete(id)
  }

  /** Hands over what all looks have gathered: none waits for the end of a longer one. */
  take(): Gathered {
    const gathered = { shows: [...this.#shows], listings: this.#listings }
    this.#shows = new Set()
    this.#listings = new Map()
    return gathered
  }
}

const isOfOwner = <F extends FactName>(fact: F, value: FactValue<F>): boolean =>
  (fact === "claim" && (value as FactValue<"claim">)._tag === "Owned") ||
  (fact === "outcome" && (value as Settlement).settledBy === "Owner")
