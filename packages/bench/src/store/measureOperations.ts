import type { JobId } from "@job-lifecycle/engine"
import { FileJobStore } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { inTurn, millisOf } from "../median.ts"
import { RawJobs } from "../RawJobs.ts"
import { report } from "../report.ts"
import { claimOf, createdOf, idOf, settlementOf } from "./sampleFacts.ts"

/** Times each fact of a job's life against the raw file operations that it needs, in turn. */
export const measureOperations = async (
  folder: string,
  rounds: number,
  title: string
): Promise<void> => {
  const raw = new RawJobs(path.join(folder, "raw"))
  const store = FileJobStore.make({ root: path.join(folder, "ours") })
  let count = 0
  let id = idOf(0)
  let rawJob = ""
  const ours = (act: (id: JobId) => Effect.Effect<unknown, unknown>) => () =>
    millisOf(() => Effect.runSync(act(id)))
  const settle = (one: JobId) => {
    const settledAt = 1_700_000_000_000 + count * 30_000
    return Effect.andThen(
      store.publishOnce(one, "outcome", settlementOf(one, settledAt)),
      store.index(one, { settledAt, active: false })
    )
  }
  const results = await inTurn(rounds, [
    { name: "raw submit", once: () => millisOf(() => (rawJob = raw.submit())) },
    {
      name: "submit",
      once: () => {
        id = idOf(++count)
        return ours((one) => store.submit(createdOf(one, false)))()
      }
    },
    {
      name: "raw claim",
      once: () => millisOf(() => raw.publish(rawJob, "claimed.json", 420, true))
    },
    { name: "claim", once: ours((one) => store.publishOnce(one, "claim", claimOf(one))) },
    {
      name: "raw settle",
      once: () =>
        millisOf(() => {
          raw.publish(rawJob, "outcome.json", 150, true)
          raw.index(rawJob)
        })
    },
    { name: "settle", once: ours(settle) }
  ])
  report(
    title,
    results,
    ["submit", "claim", "settle"].flatMap((name) => [
      { name: `raw ${name}`, floor: `raw ${name}`, goal: null },
      { name, floor: `raw ${name}`, goal: 1.4 }
    ])
  )
}
