import type { JobFacts, JobId } from "@job-lifecycle/engine"
import { MemoryJobStore } from "@job-lifecycle/engine"
import { TwoHandles } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Semaphore from "effect/Semaphore"
import { hastyClock } from "./hastyClock.ts"
import type { Change } from "./wrongStore.ts"
import { wrongHandle } from "./wrongStore.ts"

/** Two handles on one place, each with the same thing wrong. */
export const wrongHandles = (change: Change): Layer.Layer<TwoHandles> =>
  Layer.merge(
    Layer.sync(TwoHandles, () => {
      const backing = MemoryJobStore.makeBacking()
      return TwoHandles.of([wrongHandle(backing, change), wrongHandle(backing, change)])
    }),
    hastyClock
  )

/** Wrong: what takes two steps is locked, and the lock is this handle's own. */
export const locksItsOwn =
  (change: Change): Change =>
  (right, backing) => {
    const store = { ...right, ...change(right, backing) }
    const lock = Semaphore.makeUnsafe(1)
    return {
      submit: (created) => lock.withPermit(store.submit(created)),
      publishOnce: (id, fact, value) => lock.withPermit(store.publishOnce(id, fact, value)),
      remove: (id, mayGo) => lock.withPermit(store.remove(id, mayGo)),
      active: lock.withPermit(store.active),
      rebuildIndex: lock.withPermit(store.rebuildIndex)
    }
  }

/** Wrong: what was read once is read again until this very handle has written something. */
export const readsItsOwn: Change = (store) => {
  const known = new Map<JobId, JobFacts>()
  const forgetting = <A extends (...args: ReadonlyArray<never>) => unknown>(act: A): A =>
    ((...args) => {
      known.clear()
      return act(...args)
    }) as A
  return {
    facts: (id) =>
      Effect.suspend(() => {
        const facts = known.get(id)
        if (facts !== undefined) return Effect.succeed(facts)
        return Effect.tap(store.facts(id), (read) => Effect.sync(() => known.set(id, read)))
      }),
    publishOnce: forgetting(store.publishOnce),
    submit: forgetting(store.submit),
    putProgress: forgetting(store.putProgress),
    appendLog: forgetting(store.appendLog),
    lastGasp: forgetting(store.lastGasp),
    remove: forgetting(store.remove)
  }
}

/** Wrong: a page of the log that was read once is what the log holds. */
export const readsLogsOnce: Change = (store) => {
  const pages = new Map<string, Effect.Success<ReturnType<typeof store.readLog>>>()
  return {
    readLog: (id, range) =>
      Effect.suspend(() => {
        const key = JSON.stringify([id, range])
        const page = pages.get(key)
        if (page !== undefined) return Effect.succeed(page)
        return Effect.tap(store.readLog(id, range), (read) =>
          Effect.sync(() => read.nextOffset > 0 && pages.set(key, read))
        )
      }),
    appendLog: (id, chunk) =>
      Effect.suspend(() => {
        pages.clear()
        return store.appendLog(id, chunk)
      })
  }
}

/** Wrong: which jobs there are is known to whoever has submitted them. */
export const listsItsOwn: Change = (store) => {
  const own = new Set<JobId>()
  return {
    submit: (created) =>
      Effect.suspend(() => {
        own.add(created.id)
        return store.submit(created)
      }),
    active: Effect.map(store.active, (ids) => ids.filter((id) => own.has(id)))
  }
}

/** Wrong: when a lease was renewed is known to whoever has renewed it. */
export const remembersItsLeases: Change = (store) => {
  const own = new Set<string>()
  return {
    renewLease: (id, nonce) =>
      Effect.suspend(() => {
        own.add(`${id} ${nonce}`)
        return store.renewLease(id, nonce)
      }),
    leaseAge: (id, nonce) =>
      own.has(`${id} ${nonce}`) ? store.leaseAge(id, nonce) : Effect.succeed(null)
  }
}

/** Wrong: when retention is due is known to whoever has noted it. */
export const remembersWhatIsDue: Change = (store) => {
  let noted = false
  return {
    postponeRetention: (dueAt) =>
      Effect.suspend(() => {
        noted = true
        return store.postponeRetention(dueAt)
      }),
    retentionDueAt: Effect.suspend(() => (noted ? store.retentionDueAt : Effect.succeed(null)))
  }
}

/** Wrong: those who watch through a handle are told of what is done through it, and of no more. */
export const tellsOfItsOwn: Change = (store, backing) => {
  const own = MemoryJobStore.make({ ...backing, watchers: new Map(), activeWatchers: new Set() })
  const { postponeRetention, retentionDueAt } = store
  return { ...own, postponeRetention, retentionDueAt }
}

/** Wrong: the last gasp knows the requests and results that its own handle has recorded. */
export const gaspsOfItsOwn: Change = (store) => {
  const own = new Set<string>()
  return {
    publishOnce: (id, fact, value) =>
      Effect.suspend(() => {
        own.add(`${id} ${fact}`)
        return store.publishOnce(id, fact, value)
      }),
    lastGasp: (id, decide, anew) =>
      store.lastGasp(
        id,
        (cancel, result) =>
          decide(own.has(`${id} cancel`) ? cancel : null, own.has(`${id} result`) ? result : null),
        anew
      )
  }
}
