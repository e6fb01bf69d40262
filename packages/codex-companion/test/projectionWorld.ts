import { assert } from "@effect/vitest"
import type { HostStore } from "@job-lifecycle/codex-companion"
import { attributesOf, decodeState, jobIdOf } from "@job-lifecycle/codex-companion"
import {
  sampleClaim,
  sampleCreated,
  sampleRequest,
  sampleResult,
  sampleSettlement
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { oldUpdate } from "./oldWriter.ts"
import { queuedTask } from "./samples.ts"

// The life of a job in a state folder of the host, fact by fact, and what the host's files say of it.
export const claim = sampleClaim(1, {
  owner: { scheme: "node", label: "pid 1", value: { pid: 4711 } }
})

export const submit = ({ store }: HostStore, hostId: string, n = 1) =>
  Effect.runSync(
    store.submit(
      sampleCreated(n, {
        id: jobIdOf(hostId),
        request: sampleRequest({ attributes: attributesOf({ ...queuedTask, id: hostId }) })
      })
    )
  )
export const run = ({ store }: HostStore, hostId: string) =>
  Effect.runSync(store.publishOnce(jobIdOf(hostId), "claim", claim))
export const settle = ({ store }: HostStore, hostId: string, n = 1) => {
  const id = jobIdOf(hostId)
  const settlement = sampleSettlement(n)
  Effect.runSync(
    Effect.gen(function* () {
      yield* store.publishOnce(
        id,
        "result",
        sampleResult({ exitStatus: 0, threadId: "thr_1", payload: { n }, rendered: `${n}\n` })
      )
      yield* store.publishOnce(id, "outcome", settlement)
      yield* store.index(id, { settledAt: settlement.settledAt, active: false })
    })
  )
}

export const stateOf = (folder: string) => {
  const reading = decodeState(fs.readFileSync(path.join(folder, "state.json"), "utf8"))
  assert.strictEqual(reading._tag, "State")
  if (reading._tag !== "State") throw new Error("unreadable")
  return reading.state
}
export const statusesIn = (folder: string) =>
  Object.fromEntries(stateOf(folder).jobs.map(({ id, status }) => [id, status]))
export const recordIn = (folder: string, id: string) =>
  JSON.parse(fs.readFileSync(path.join(folder, "jobs", `${id}.json`), "utf8"))
export const gateOn = (folder: string) =>
  oldUpdate(folder, ({ jobs }) => ({ config: { stopReviewGate: true }, jobs }))
