import { JobStore, MemoryJobStore } from "@job-lifecycle/engine"
import * as Layer from "effect/Layer"
import { hastyClock } from "./hastyClock.ts"

export type Store = JobStore["Service"]
export type Backing = ReturnType<typeof MemoryJobStore.makeBacking>

/** What is wrong with a store: the operations that differ from the right ones. */
export type Change = (store: Store, backing: Backing) => Partial<Store>

/** One handle of a store in memory that has something wrong with it. */
export const wrongHandle = (backing: Backing, change: Change): Store => {
  const store = MemoryJobStore.make(backing)
  return JobStore.of({ ...store, ...change(store, backing) })
}

/** The store in memory with something wrong, and a clock on which nobody waits long for it. */
export const wrongStore = (change: Change): Layer.Layer<JobStore> =>
  Layer.merge(
    Layer.sync(JobStore, () => wrongHandle(MemoryJobStore.makeBacking(), change)),
    hastyClock
  )
