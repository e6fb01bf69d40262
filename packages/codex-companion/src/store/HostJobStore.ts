import type { JobId } from "@job-lifecycle/engine"
import { JobStore } from "@job-lifecycle/engine"
import { FileJobStore } from "@job-lifecycle/node"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import { Gathering } from "./Gathering.ts"
import { HostFiles } from "./HostFiles.ts"
import type { FactReader } from "./Projected.ts"
import { Projection } from "./Projection.ts"

/** Facts whose publication shows in the host's words. */
const shows: ReadonlySet<string> = new Set(["claim", "outcome", "workStopped"])

/** A store of facts inside a state folder of the host, and the projection that it keeps there. */
export interface HostStore {
  readonly store: JobStore["Service"]
  readonly projection: Projection
  readonly files: HostFiles
  /**
   * Looks at many jobs at once: the host is told of all that were settled when the look is over, however
   * that ends, and the list is written once for them.
   */
  readonly together: <A>(look: () => Promise<A>) => Promise<A>
}

/**
 * Keeps jobs as facts inside the host's own state folder, and the host's files as a faithful
 * projection of them. The facts are the truth: what goes wrong with the projection is reported,
 * changes no outcome (I9 outcome-first), and is made good by whoever comes next.
 */
export const make = (stateFolder: string): HostStore => {
  const files = new HostFiles(stateFolder)
  const facts = FileJobStore.make({ root: files.store })
  const projection = new Projection(readerOf(facts), files)
  const project = (act: () => void) =>
    Effect.suspend(() => {
      try {
        act()
        return Effect.void
      } catch (error) {
        return Effect.logDebug(`The host's files were not updated: ${String(error)}`)
      }
    })
  const show = (id: JobId) => project(() => projection.show(id))
  const gathering = new Gathering()
  // What cannot be told or listed now is found by the next look.
  const tell = Effect.gen(function* () {
    const { listings, shows } = gathering.take()
    if (shows.length + listings.size === 0) return
    yield* project(() => projection.showAll(shows))
    for (const [id, listed] of listings) {
      yield* Effect.yieldNow
      yield* Effect.catchCause(facts.index(id, listed), (cause) =>
        Effect.logWarning(`The listing was not updated: ${messageOf(Cause.squash(cause))}`)
      )
    }
  }).pipe(Effect.provideService(Logger.LogToStderr, true))
  const store = JobStore.of({
    ...facts,
    submit: (created) => Effect.tap(facts.submit(created), () => show(created.id)),
    publishOnce: (id, fact, value) => {
      const published = facts.publishOnce(id, fact, value)
      if (!shows.has(fact)) return published
      return Effect.tap(published, () =>
        gathering.takesFact(id, fact, value) ? Effect.void : show(id)
      )
    },
    index: (id, listed) =>
      Effect.suspend(() =>
        gathering.takesListing(id, listed) ? Effect.void : facts.index(id, listed)
      ),
    putProgress: (id, progress) => Effect.tap(facts.putProgress(id, progress), () => show(id)),
    lastGasp: (id, decide, anew) => {
      const settled = facts.lastGasp(id, decide, anew)
      // The process is ending: nothing may throw, and nothing asynchronous would still happen.
      Effect.runSync(show(id))
      return settled
    },
    remove: (id, mayGo) =>
      Effect.gen(function* () {
        let hostId: string | null = null
        yield* project(() => {
          hostId = projection.hostIdOf(id)
        })
        const removal = yield* facts.remove(id, mayGo)
        if (removal === "Removed") gathering.forget(id)
        if (removal === "Removed" && hostId !== null) {
          const gone: string = hostId
          yield* project(() => projection.forget(gone))
        }
        return removal
      })
  })
  const together = async <A>(look: () => Promise<A>): Promise<A> => {
    gathering.begin()
    try {
      return await look()
    } finally {
      gathering.end()
      await Effect.runPromise(tell)
    }
  }
  return { store, projection, files, together }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const readerOf = (facts: JobStore["Service"]): FactReader => ({
  active: () => Effect.runSync(facts.active),
  settled: (limit) => Effect.runSync(facts.settled(limit)),
  find: (prefix) => Effect.runSync(facts.find(prefix)),
  exists: (id) =>
    Effect.runSync(
      Effect.as(facts.facts(id), true).pipe(
        Effect.catchTags({
          JobNotFound: () => Effect.succeed(false),
          JobDamaged: () => Effect.succeed(true)
        })
      )
    ),
  facts: (id) =>
    Effect.runSync(
      facts.facts(id).pipe(
        Effect.catchTag("JobNotFound", () => Effect.succeed(null)),
        // What a newer version wrote is not made out here, and is a job all the same.
        Effect.catchTag("JobDamaged", (damage) =>
          damage.newer === true ? Effect.fail(damage) : Effect.succeed(null)
        )
      )
    )
})

/** The store alone, as a layer. */
export const layer = (stateFolder: string): Layer.Layer<JobStore> =>
  Layer.sync(JobStore, () => make(stateFolder).store)
