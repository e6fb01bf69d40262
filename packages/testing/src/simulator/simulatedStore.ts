import type { FactName, JobId } from "@job-lifecycle/engine"
import { JobStore, JobStoreError } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { StoreOperation } from "../fakes/aroundStore.ts"
import { aroundStore } from "../fakes/aroundStore.ts"

/** What is to become of one call. `landed`: it takes effect and is reported as failed all the same. */
export interface SimulatedFault {
  readonly reason: JobStoreError["reason"]
  readonly landed: boolean
}

/** How one process takes its turns among others. */
export interface Turns {
  /** Lets others come first, and then does something to the shared world or looks at it. */
  readonly take: (
    operation: string,
    subject: string
  ) => <A, E, R>(call: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Told that this process is woken by changes of the store from now on. */
  readonly listens: () => void
}

/** What a store reports to the world that it is part of. */
export interface StoreReports {
  readonly turns: Turns
  readonly fault: (operation: StoreOperation, subject: string) => SimulatedFault | null
  readonly wrote: (id: JobId, fact: FactName, value: unknown, won: boolean) => void
  readonly failed: (operation: StoreOperation, subject: string) => void
  readonly reported: (id: JobId) => void
  /** Counts an operation. Answers whether its process dies of it, and when. */
  readonly crash: () => "before" | "after" | null
  /** Says that its process died inside an operation; null where that happens between two. */
  readonly isDead: (() => boolean) | null
  /** Ends the process whose store this is. */
  readonly die: () => void
  /** How much can be written without suspension: what was set aside, on a full disk. */
  readonly roomFor: (id: JobId) => number
  readonly removed: (id: JobId) => void
  /** The outcome that stands, for what is written without suspension. */
  readonly outcomeOf: (id: JobId) => unknown
}

/**
 * One process's handle on a shared store, at whose every call another process may come first, and
 * which reports what it did. Calls fail when the world says so.
 */
export const simulatedStore = (
  real: JobStore["Service"],
  reports: StoreReports
): JobStore["Service"] => {
  const { isDead, outcomeOf, turns } = reports
  const wrote: StoreReports["wrote"] = (id, fact, value, won) => {
    if (!won || isDead === null) reports.wrote(id, fact, value, won)
  }
  const removed: StoreReports["removed"] = (id) => {
    if (isDead === null) reports.removed(id)
  }
  /** Nothing of a dead process goes on. */
  const dies = Effect.suspend(() => {
    reports.die()
    return Effect.never
  })
  /** Of such a handle's own failures nobody knows what they left. */
  const unlessDead =
    (operation: StoreOperation, subject: string, isNow: () => boolean) =>
    <A, E, R>(call: Effect.Effect<A, E, R>) =>
      Effect.flatMap(Effect.exit(call), (exit) => {
        if (isNow()) return dies
        if (Exit.isFailure(exit)) reports.failed(operation, subject)
        return exit
      })
  const recorded = JobStore.of({
    ...real,
    changes: (id, wake) => {
      turns.listens()
      return real.changes(id, wake)
    },
    submit: (created) =>
      Effect.map(real.submit(created), (answer) => {
        wrote(created.id, "created", created, answer._tag === "Won")
        if (answer._tag === "Won" && created.claim !== null) {
          wrote(created.id, "claim", created.claim, true)
        }
        return answer
      }),
    publishOnce: (id, fact, value) => {
      const published = real.publishOnce(id, fact, value)
      const tell = ({ _tag }: { readonly _tag: string }) => wrote(id, fact, value, _tag === "Won")
      // Such a handle tells itself of what it wrote, and may wait before it does.
      return isDead === null
        ? whole(published, tell)
        : Effect.tap(published, (answer) => Effect.sync(() => tell(answer)))
    },
    putProgress: (id, progress) =>
      Effect.map(real.putProgress(id, progress), () => reports.reported(id)),
    remove: (id, mayGo) =>
      Effect.map(real.remove(id, mayGo), (answer) => {
        if (answer === "Removed") removed(id)
        return answer
      }),
    lastGasp: (id, decide, anew) => {
      const before = outcomeOf(id)
      const room = reports.roomFor(id)
      const fitting: typeof decide = (...standing) => {
        const decided = decide(...standing)
        if (JSON.stringify(decided).length > room) throw new Error("there is no room for it")
        return decided
      }
      const answer = room > 0 && real.lastGasp(id, fitting, room < Infinity ? undefined : anew)
      const after = outcomeOf(id)
      if (after !== before) wrote(id, "outcome", after, true)
      return answer
    }
  })
  return aroundStore(
    recorded,
    (operation, subject) =>
      <A, E, R>(given: Effect.Effect<A, E, R>): Effect.Effect<A, E | JobStoreError, R> =>
        turns.take(
          operation,
          subject
        )(
          Effect.suspend((): Effect.Effect<A, E | JobStoreError, R> => {
            const call = isDead === null ? given : unlessDead(operation, subject, isDead)(given)
            const crash = reports.crash()
            if (crash !== null) return crash === "before" ? dies : Effect.andThen(call, dies)
            const fault = reports.fault(operation, subject)
            if (fault === null) return call
            const failure = new JobStoreError({
              operation,
              reason: fault.reason,
              location: real.location,
              detail: "the life made it fail"
            })
            return fault.landed ? Effect.andThen(call, Effect.fail(failure)) : Effect.fail(failure)
          })
        )
  )
}

/** One operation, at whose end nobody has come between what it did and the word of it. */
const whole = <A, E>(call: Effect.Effect<A, E>, tell: (answer: A) => void): Effect.Effect<A, E> =>
  Effect.suspend(() => {
    const exit = Effect.runSyncExit(call)
    if (Exit.isSuccess(exit)) tell(exit.value)
    return exit
  })
