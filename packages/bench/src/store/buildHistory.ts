import { FileJobStore } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { createdOf, idOf, settlementOf } from "./sampleFacts.ts"
import { withoutFsync } from "./withoutFsync.ts"

/** One job was settled every half minute: 100,000 of them took five weeks. */
const apartMillis = 30_000

/** Fills a store with settled jobs, through the store itself but for its fsyncs. */
export const buildHistory = (root: string, jobs: number): Promise<void> =>
  withoutFsync(() => {
    const store = FileJobStore.make({ root })
    for (let n = 0; n < jobs; n++) {
      const id = idOf(n)
      const settledAt = 1_700_000_000_000 + n * apartMillis
      Effect.runSync(store.submit(createdOf(id, true)))
      Effect.runSync(store.publishOnce(id, "outcome", settlementOf(id, settledAt)))
      Effect.runSync(store.index(id, { settledAt, active: false }))
    }
  })
