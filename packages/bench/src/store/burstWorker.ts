import { FileJobStore } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { RawJobs } from "../RawJobs.ts"
import { eachLine } from "../stress/eachLine.ts"
import { say } from "../stress/say.ts"
import { createdOf, idOf, settlementOf } from "./sampleFacts.ts"

/** Jobs without pause for so long, by the raw operations or by the store. */
export interface Burst {
  readonly kind: "raw" | "ours"
  readonly root: string
  /** The number of its first job: no two processes share one. */
  readonly first: number
  readonly millis: number
}

export interface BurstDone {
  readonly jobs: number
  readonly millis: number
}

export const burstWorker = (): Promise<void> =>
  eachLine(({ kind, root, first, millis }: Burst) => {
    const once = kind === "raw" ? rawJob(root, first) : storeJob(root)
    const begin = performance.now()
    let jobs = 0
    while (performance.now() - begin < millis) once(first + jobs++)
    say({ jobs, millis: performance.now() - begin } satisfies BurstDone)
  })

const rawJob = (root: string, first: number) => {
  const raw = new RawJobs(root, first)
  return () => {
    const job = raw.submit()
    raw.publish(job, "outcome.json", 150, true)
    raw.index(job)
  }
}

const storeJob = (root: string) => {
  const store = FileJobStore.make({ root })
  return (n: number) => {
    const id = idOf(n)
    const settledAt = 1_700_000_000_000 + (n % 10_000) * 30_000
    Effect.runSync(store.submit(createdOf(id, true)))
    Effect.runSync(store.publishOnce(id, "outcome", settlementOf(id, settledAt)))
    Effect.runSync(store.index(id, { settledAt, active: false }))
  }
}
