import * as Effect from "effect/Effect"
import type { Change } from "./wrongStore.ts"

/** Wrong: no more of the active jobs are listed than fit on a page. */
export const onePageOfActive: Change = (store) => ({
  active: Effect.map(store.active, (ids) => ids.slice(0, 20))
})

/** Wrong: no more of the settled jobs are listed than fit on a page, whatever was asked for. */
export const onePageOfSettled: Change = (store) => ({
  settled: (limit) => store.settled(Math.min(limit, 100))
})

/** Wrong: what is looked for is a pattern of SQL. */
export const findsByPattern: Change = (store, backing) => ({
  find: (prefix) =>
    Effect.sync(() => {
      const literal = prefix.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")
      const pattern = new RegExp(`^${literal.replaceAll("%", ".*").replaceAll("_", ".")}`)
      return [...backing.jobs.keys()].filter((id) => pattern.test(id)).sort()
    })
})

/** Wrong: capital letters find what they do not begin. */
export const findsCapitals: Change = (store) => ({
  find: (prefix) => store.find(prefix.toLowerCase())
})

/** Wrong: the index is thrown away, and then made anew. */
export const emptiesIndex: Change = (store, { active, settled }) => ({
  rebuildIndex: Effect.gen(function* () {
    const [open, over] = [[...active], [...settled]]
    active.clear()
    settled.clear()
    yield* Effect.yieldNow
    for (const id of open) active.add(id)
    for (const [id, settledAt] of over) settled.set(id, settledAt)
    return yield* store.rebuildIndex
  })
})

/** Wrong: the index is replaced by what the jobs said when its making began. */
export const replacesIndex: Change = (store, { active, settled }) => ({
  rebuildIndex: Effect.gen(function* () {
    const rebuilt = yield* store.rebuildIndex
    const [open, over] = [[...active], [...settled]]
    yield* Effect.yieldNow
    active.clear()
    settled.clear()
    for (const id of open) active.add(id)
    for (const [id, settledAt] of over) settled.set(id, settledAt)
    return rebuilt
  })
})
