import type { Created, FactName, JobId, JobStore } from "@job-lifecycle/engine"
import { durableFacts } from "../../src/store/layout.ts"
import * as Effect from "effect/Effect"

type Store = JobStore["Service"]
export type Noted = FactName | "progress"

/** What one process tried to record, and what it was told is recorded. */
export class Notes {
  readonly #tried = new Map<string, Array<string>>()
  readonly #acknowledged = new Map<string, string>()
  readonly #ids = new Set<JobId>()
  /** Jobs that it was told are in the listing of the settled ones. */
  readonly indexed = new Set<JobId>()

  /** What went to the log, and how much of that was told to be there. */
  log = ""
  loggedChars = 0

  copy(): Notes {
    const copy = new Notes()
    for (const [key, values] of this.#tried) copy.#tried.set(key, values)
    for (const [key, value] of this.#acknowledged) copy.#acknowledged.set(key, value)
    for (const id of this.#ids) copy.#ids.add(id)
    for (const id of this.indexed) copy.indexed.add(id)
    copy.log = this.log
    copy.loggedChars = this.loggedChars
    return copy
  }

  /** The same for two processes that tried and were told the same. */
  get fingerprint(): string {
    return canonical([
      [...this.#tried],
      [...this.#acknowledged],
      [...this.indexed],
      this.log,
      this.loggedChars
    ])
  }

  get ids(): ReadonlyArray<JobId> {
    return [...this.#ids]
  }

  try(id: JobId, fact: Noted, value: unknown): void {
    this.#ids.add(id)
    const key = `${id} ${fact}`
    this.#tried.set(key, [...(this.#tried.get(key) ?? []), canonical(value)])
  }

  acknowledge(id: JobId, fact: Noted, value: unknown): void {
    this.#acknowledged.set(`${id} ${fact}`, canonical(value))
  }

  /** Whether anybody ever meant to record this. */
  wasTried(id: JobId, fact: Noted, value: unknown): boolean {
    return this.#tried.get(`${id} ${fact}`)?.includes(canonical(value)) === true
  }

  trySubmission(created: Created): void {
    this.try(created.id, "created", created)
    if (created.claim !== null) this.try(created.id, "claim", created.claim)
  }

  /** What must be there now; after a power cut, of the durable facts alone. */
  mustStand(id: JobId, fact: Noted, powerWasCut: boolean): string | undefined {
    if (powerWasCut && !(fact !== "progress" && durableFacts.has(fact))) return undefined
    return this.#acknowledged.get(`${id} ${fact}`)
  }
}

export const canonical = (value: unknown): string => JSON.stringify(value)

/**
 * A store that notes what is tried and what is acknowledged.
 *
 * @param peek reads what is there by now, and makes nothing durable by that
 */
export const noting = (store: Store, notes: Notes, peek: () => Store): Store => ({
  ...store,
  submit: (created: Created) =>
    Effect.suspend(() => {
      notes.trySubmission(created)
      return Effect.tap(store.submit(created), ({ _tag }) =>
        Effect.sync(() => {
          if (_tag === "Won") notes.acknowledge(created.id, "created", created)
        })
      )
    }),
  publishOnce: (id, fact, value) =>
    Effect.suspend(() => {
      notes.try(id, fact, value)
      return Effect.tap(store.publishOnce(id, fact, value), (answer) =>
        Effect.sync(() => notes.acknowledge(id, fact, answer._tag === "Won" ? value : answer.value))
      )
    }),
  putProgress: (id, progress) =>
    Effect.suspend(() => {
      notes.try(id, "progress", progress)
      return Effect.tap(store.putProgress(id, progress), () =>
        Effect.sync(() => notes.acknowledge(id, "progress", progress))
      )
    }),
  appendLog: (id, chunk) =>
    Effect.suspend(() => {
      notes.log += new TextDecoder().decode(chunk)
      const { length } = notes.log
      return Effect.tap(store.appendLog(id, chunk), () =>
        Effect.sync(() => {
          notes.loggedChars = length
        })
      )
    }),
  arm: (id, settlement) =>
    Effect.suspend(() => {
      notes.try(id, "outcome", settlement)
      return store.arm(id, settlement)
    }),
  lastGasp: (id, decide, anew) => {
    if (anew !== undefined) notes.trySubmission(anew)
    const trying: typeof decide = (...standing) => {
      const settlement = decide(...standing)
      notes.try(id, "outcome", settlement)
      return settlement
    }
    const settled = store.lastGasp(id, trying, anew)
    if (settled) notes.acknowledge(id, "outcome", Effect.runSync(peek().standing(id, "outcome")))
    return settled
  },
  index: (id, options) =>
    Effect.tap(store.index(id, options), () => Effect.sync(() => notes.indexed.add(id)))
})
