import { assert, describe, it } from "@effect/vitest"
import {
  sampleCancel,
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleProgress,
  sampleRead,
  sampleResult,
  sampleSettlement,
  sampleWork
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { withFolder } from "./fixtures/folders.ts"
import { fsyncsOf } from "./fixtures/watchedFs.ts"

const id = sampleId(1)

describe("the files of a job", () => {
  it("are fsynced where a power cut must not take them, and nowhere else", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      // The root and an hour are made durable once; this is about what every job costs.
      Effect.runSync(
        store.submit(sampleCreated(0, { id: `${id.slice(0, 2)}00000000000000` as typeof id }))
      )
      Effect.runSync(store.index(sampleId(0), { settledAt: 5, active: false }))
      const bucket = `jobs/${id.slice(0, 2)}`
      const job = `${bucket}/${id}`
      const during = (effect: Effect.Effect<unknown, unknown>) =>
        fsyncsOf(root, () => void Effect.runSync(effect as Effect.Effect<unknown>))
      assert.deepStrictEqual(during(store.submit(sampleCreated(1))), [
        `${job}/*`,
        job,
        bucket,
        "jobs",
        "active"
      ])
      assert.deepStrictEqual(during(store.publishOnce(id, "claim", sampleClaim())), [
        `${job}/*`,
        job
      ])
      assert.deepStrictEqual(during(store.arm(id, sampleSettlement())), [`${job}/*`])
      assert.deepStrictEqual(during(store.publishOnce(id, "work", sampleWork())), [])
      assert.deepStrictEqual(during(store.putProgress(id, sampleProgress())), [])
      assert.deepStrictEqual(during(store.publishOnce(id, "cancel", sampleCancel())), [])
      assert.deepStrictEqual(during(store.publishOnce(id, "result", sampleResult())), [
        `${job}/*`,
        job
      ])
      assert.deepStrictEqual(during(store.publishOnce(id, "outcome", sampleSettlement())), [
        `${job}/*`,
        job
      ])
      assert.deepStrictEqual(during(store.index(id, { settledAt: 5, active: false })), [
        "settled/1970-01-01/00"
      ])
      assert.deepStrictEqual(during(store.publishOnce(id, "read", sampleRead())), [])
    }))

  it("are fsynced with the names that lead to them, once, by whoever did not submit the job", () =>
    withFolder((root) => {
      Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(1)))
      const bucket = `jobs/${id.slice(0, 2)}`
      const job = `${bucket}/${id}`
      const store = FileJobStore.make({ root })
      const during = (effect: Effect.Effect<unknown, unknown>) =>
        fsyncsOf(root, () => void Effect.runSync(effect as Effect.Effect<unknown>))
      assert.deepStrictEqual(during(store.publishOnce(id, "cancel", sampleCancel())), [])
      const claimed = during(store.publishOnce(id, "claim", sampleClaim()))
      assert.deepStrictEqual(claimed, [`${job}/*`, job, bucket, "jobs"])
      const ended = during(store.publishOnce(id, "outcome", sampleSettlement()))
      assert.deepStrictEqual(ended, [`${job}/*`, job])
      const late = FileJobStore.make({ root })
      const lost = during(late.publishOnce(id, "outcome", sampleSettlement(7)))
      assert.deepStrictEqual(lost, [job, bucket, "jobs"])
    }))

  it("an outcome is flushed once by each process that is told of it, and one of a record made anew again", () =>
    withFolder((root) => {
      const bucket = `jobs/${id.slice(0, 2)}`
      const job = `${bucket}/${id}`
      const during = (effect: Effect.Effect<unknown, unknown>) =>
        fsyncsOf(root, () => void Effect.runSync(effect as Effect.Effect<unknown>))
      const writer = FileJobStore.make({ root })
      Effect.runSync(writer.submit(sampleCreated(1)))
      Effect.runSync(writer.publishOnce(id, "outcome", sampleSettlement()))
      assert.deepStrictEqual(during(writer.facts(id)), [])
      const reader = FileJobStore.make({ root })
      assert.deepStrictEqual(during(reader.standing(id, "outcome")), [job, bucket, "jobs"])
      assert.deepStrictEqual(during(reader.facts(id)), [])
      assert.deepStrictEqual(during(reader.standing(id, "outcome")), [])
      fs.rmSync(path.dirname(writer.logFile(id)!), { recursive: true })
      Effect.runSync(writer.submit(sampleCreated(1)))
      Effect.runSync(writer.publishOnce(id, "outcome", sampleSettlement(7)))
      assert.deepStrictEqual(during(reader.facts(id)), [job])
    }))

  it("an outcome that cannot be read is flushed at each look: nothing tells it from another", () =>
    withFolder((root) => {
      const writer = FileJobStore.make({ root })
      Effect.runSync(writer.submit(sampleCreated(1)))
      Effect.runSync(writer.publishOnce(id, "outcome", sampleSettlement()))
      fs.writeFileSync(path.join(path.dirname(writer.logFile(id)!), "outcome.json"), "{")
      const reader = FileJobStore.make({ root })
      const look = () => fsyncsOf(root, () => void Effect.runSync(reader.facts(id)))
      assert.lengthOf(look(), 3)
      assert.lengthOf(look(), 1)
    }))

  it("a bucket and an hour that are new are durable in the folders above them", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(0)))
      const submitted = fsyncsOf(root, () => void Effect.runSync(store.submit(sampleCreated(1))))
      assert.include(submitted, "jobs")
      const indexed = fsyncsOf(
        root,
        () => void Effect.runSync(store.index(id, { settledAt: 5, active: false }))
      )
      assert.deepStrictEqual(indexed, ["settled/1970-01-01/00", "settled/1970-01-01", "settled"])
    }))
})
