import { assert, describe, it } from "@effect/vitest"
import type { JobDamaged } from "@job-lifecycle/engine"
import {
  sampleCancel,
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleProgress,
  sampleRead,
  sampleSettlement
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { withFolder } from "./fixtures/folders.ts"

const id = sampleId(1)
const fileOf = (root: string, name: string) => path.join(root, "jobs", id.slice(0, 2), id, name)

const settledJob = (root: string) => {
  const store = FileJobStore.make({ root })
  Effect.runSync(store.submit(sampleCreated(1)))
  Effect.runSync(store.publishOnce(id, "outcome", sampleSettlement()))
  return store
}

const lostAt = (file: string) => {
  const at = Math.floor(fs.statSync(file).mtimeMs)
  return {
    outcome: { _tag: "Lost", reason: "the outcome record is unreadable", lastSeenAt: at },
    settledBy: "Reader",
    settledAt: at,
    work: "Unknown",
    nonce: ""
  }
}

describe("an outcome record that is damaged", () => {
  it("means ended, details lost, wherever it was cut, and is never replaced", () =>
    withFolder((root) => {
      const store = settledJob(root)
      const file = fileOf(root, "outcome.json")
      const whole = fs.readFileSync(file)
      for (let length = 0; length < whole.length; length++) {
        const cut = whole.subarray(0, length)
        fs.writeFileSync(file, cut)
        const facts = Effect.runSync(store.facts(id))
        assert.deepStrictEqual(facts.settlement as unknown, lostAt(file), `cut at ${length}`)
        assert.deepStrictEqual(facts.unreadable, ["outcome"])
        const second = Effect.runSync(store.publishOnce(id, "outcome", sampleSettlement(2)))
        assert.deepStrictEqual(second as unknown, { _tag: "Standing", value: lostAt(file) })
        assert.isTrue(store.lastGasp(id, () => sampleSettlement(3)))
        assert.deepStrictEqual(fs.readFileSync(file), cut)
      }
    }))

  for (const [what, content] of [
    ["zeros, as a power cut leaves them", "\0".repeat(200)],
    ["JSON of another shape", '{"outcome":"done"}'],
    ["JSON that is no object", "null"]
  ] as const) {
    it(`means ended, details lost, when it holds ${what}`, () =>
      withFolder((root) => {
        const store = settledJob(root)
        const file = fileOf(root, "outcome.json")
        fs.writeFileSync(file, content)
        assert.deepStrictEqual(
          Effect.runSync(store.standing(id, "outcome")) as unknown,
          lostAt(file)
        )
      }))
  }

  it("of an end that only a later version knows is at its own time, and its work runs on", () =>
    withFolder((root) => {
      const store = settledJob(root)
      const file = fileOf(root, "outcome.json")
      const later = { ...sampleSettlement(), outcome: { _tag: "Preempted" }, work: "Running" }
      fs.writeFileSync(file, JSON.stringify(later))
      const { settledAt } = later
      const reason = "the outcome is of a newer version: update this program to see it"
      const shown = { ...lostAt(file), outcome: { _tag: "Lost", reason, lastSeenAt: settledAt } }
      const facts = Effect.runSync(store.facts(id))
      assert.deepStrictEqual(facts.settlement as unknown, { ...shown, settledAt, work: "Running" })
      assert.deepStrictEqual(facts.unreadable, ["outcome"])
      // A state of work that only a later version knows is in doubt.
      fs.writeFileSync(file, JSON.stringify({ ...later, work: "Paused" }))
      const standing = Effect.runSync(store.standing(id, "outcome"))
      assert.deepStrictEqual(standing as unknown, { ...shown, settledAt })
    }))

  it("is not read through a symbolic link, even to a good one", () =>
    withFolder((root) => {
      const store = settledJob(root)
      const file = fileOf(root, "outcome.json")
      fs.renameSync(file, path.join(root, "elsewhere.json"))
      fs.symlinkSync(path.join(root, "elsewhere.json"), file)
      const facts = Effect.runSync(store.facts(id))
      assert.strictEqual(facts.settlement?.outcome._tag, "Lost")
      assert.deepStrictEqual(facts.unreadable, ["outcome"])
    }))
})

describe("a submission that is damaged", () => {
  it("makes the job damaged, wherever it was cut, and is left as it is", () =>
    withFolder((root) => {
      const store = settledJob(root)
      const file = fileOf(root, "created.json")
      const whole = fs.readFileSync(file)
      for (let length = 0; length < whole.length; length++) {
        const cut = whole.subarray(0, length)
        fs.writeFileSync(file, cut)
        const error = Effect.runSync(Effect.flip(store.facts(id))) as JobDamaged
        assert.deepStrictEqual(
          [error._tag, error.fact],
          ["JobDamaged", "created"],
          `cut at ${length}`
        )
        const again = Effect.runSync(Effect.flip(store.submit(sampleCreated(1))))
        assert.strictEqual(again.reason, "Unreadable")
        const claim = Effect.runSync(Effect.flip(store.publishOnce(id, "claim", sampleClaim())))
        assert.strictEqual(claim._tag, "JobStoreError")
        assert.deepStrictEqual(fs.readFileSync(file), cut)
      }
      assert.deepStrictEqual(Effect.runSync(store.active), [id])
      assert.deepStrictEqual(Effect.runSync(store.find(id.slice(0, 4))), [id])
    }))

  it("is damaged too when it is missing under facts that came after it", () =>
    withFolder((root) => {
      const store = settledJob(root)
      fs.unlinkSync(fileOf(root, "created.json"))
      assert.strictEqual(Effect.runSync(Effect.flip(store.facts(id)))._tag, "JobDamaged")
    }))

  it("is damaged when it is another job's, and nothing is said of either by the other's facts", () =>
    withFolder((root) => {
      const store = settledJob(root)
      const other = sampleId(2)
      Effect.runSync(store.submit(sampleCreated(2, { claim: sampleClaim() })))
      const folders = [id, other].map((each) => path.join(root, "jobs", each.slice(0, 2), each))
      const swap = () => {
        fs.renameSync(folders[0]!, path.join(root, "between"))
        fs.renameSync(folders[1]!, folders[0]!)
        fs.renameSync(path.join(root, "between"), folders[1]!)
      }
      swap()
      for (const each of [id, other]) {
        const error = Effect.runSync(Effect.flip(store.facts(each))) as JobDamaged
        assert.deepStrictEqual([error._tag, error.fact], ["JobDamaged", "created"])
        assert.include(error.message, each === id ? other : id)
        const claim = Effect.flip(store.publishOnce(id, "claim", sampleClaim()))
        assert.strictEqual(Effect.runSync(claim)._tag, "JobStoreError")
        assert.strictEqual(Effect.runSync(store.remove(each, () => true)), "Refused")
      }
      swap()
      assert.isNotNull(Effect.runSync(store.facts(id)).settlement)
      assert.isNull(Effect.runSync(store.facts(other)).settlement)
    }))

  it("is no job at all when nothing but its folder and its marker was made", () =>
    withFolder((root) => {
      const store = settledJob(root)
      for (const name of fs.readdirSync(path.dirname(fileOf(root, "x")))) {
        fs.unlinkSync(fileOf(root, name))
      }
      fs.writeFileSync(fileOf(root, ".half-written"), "{")
      assert.strictEqual(Effect.runSync(Effect.flip(store.facts(id)))._tag, "JobNotFound")
      assert.strictEqual(Effect.runSync(store.submit(sampleCreated(1)))._tag, "Won")
    }))
})

describe("other records that are damaged", () => {
  it("are named beside the ones that can be read, and never overwritten", () =>
    withFolder((root) => {
      const store = settledJob(root)
      fs.writeFileSync(fileOf(root, "claimed.json"), "")
      fs.writeFileSync(fileOf(root, "progress.json"), '{"at":')
      fs.mkdirSync(fileOf(root, "read.json"))
      fs.writeFileSync(fileOf(root, "late"), "")
      execFileSync("mkfifo", [fileOf(root, "cancel.json")])
      const facts = Effect.runSync(store.facts(id))
      assert.deepStrictEqual(facts.settlement, sampleSettlement())
      const named = [...facts.unreadable].toSorted()
      assert.deepStrictEqual(named, ["cancel", "claim", "late", "progress", "read"])
      assert.deepStrictEqual([facts.claim, facts.read, facts.progress], [null, null, null])
      const refusals = [
        store.standing(id, "claim"),
        store.publishOnce(id, "claim", sampleClaim()),
        store.publishOnce(id, "read", sampleRead())
      ].map((effect) => Effect.runSync(Effect.flip(effect as Effect.Effect<unknown, unknown>)))
      for (const error of refusals) assert.strictEqual((error as JobDamaged)._tag, "JobStoreError")
      assert.strictEqual(fs.readFileSync(fileOf(root, "claimed.json"), "utf8"), "")
      // Progress is the owner's to replace.
      Effect.runSync(store.putProgress(id, sampleProgress()))
      assert.deepStrictEqual(Effect.runSync(store.facts(id)).progress, sampleProgress())
    }))

  it("a request to cancel that cannot be read is still one, wherever it is asked for", () =>
    withFolder((root) => {
      const store = settledJob(root)
      fs.writeFileSync(fileOf(root, "cancel.json"), '{"by":')
      const { cancel, unreadable } = Effect.runSync(store.facts(id))
      assert.strictEqual(cancel?.by, "somebody")
      assert.deepStrictEqual(unreadable, ["cancel"])
      assert.deepStrictEqual(Effect.runSync(store.standing(id, "cancel")), cancel)
      const published = Effect.runSync(store.publishOnce(id, "cancel", sampleCancel()))
      assert.deepStrictEqual(published, { _tag: "Standing", value: cancel! })
      assert.strictEqual(fs.readFileSync(fileOf(root, "cancel.json"), "utf8"), '{"by":')
    }))

  it("a record of a later version with more fields is read", () =>
    withFolder((root) => {
      const store = settledJob(root)
      const more = { ...sampleCancel(), urgency: 7 }
      fs.writeFileSync(fileOf(root, "cancel.json"), JSON.stringify(more))
      assert.deepStrictEqual(Effect.runSync(store.facts(id)).cancel, sampleCancel())
    }))
})

describe("a file in place of a folder", () => {
  for (const [what, stray] of [
    ["a day", "settled/1970-01-02"],
    ["an hour", "settled/1970-01-01/07"],
    ["a part of the jobs", "jobs/fe"]
  ] as const) {
    it(`of ${what} holds no jobs, and keeps nobody from those that there are`, () =>
      withFolder((root) => {
        const store = settledJob(root)
        Effect.runSync(store.index(id, { settledAt: 1, active: false }))
        Effect.runSync(store.submit(sampleCreated(2)))
        fs.writeFileSync(path.join(root, stray), "")
        assert.deepStrictEqual(Effect.runSync(store.settled(9)), [id])
        assert.deepStrictEqual(Effect.runSync(store.active), [sampleId(2)])
        assert.deepStrictEqual(
          Effect.runSync(store.find("")).toSorted(),
          [id, sampleId(2)].toSorted()
        )
        Effect.runSync(store.rebuildIndex)
        Effect.runSync(store.sweep({ everywhere: true }))
        assert.strictEqual(fs.readFileSync(path.join(root, stray), "utf8"), "")
      }))
  }

  it("in which a job is listed takes no job out of the listing", () =>
    withFolder((root) => {
      const store = settledJob(root)
      Effect.runSync(store.index(id, { settledAt: 1, active: false }))
      const bucket = path.dirname(path.dirname(fileOf(root, "x")))
      fs.renameSync(bucket, path.join(root, "away"))
      fs.writeFileSync(bucket, "")
      assert.strictEqual(Effect.runSync(Effect.flip(store.facts(id)))._tag, "JobStoreError")
      Effect.runSync(store.sweep({ everywhere: true }))
      fs.unlinkSync(bucket)
      fs.renameSync(path.join(root, "away"), bucket)
      assert.deepStrictEqual(Effect.runSync(store.settled(9)), [id])
    }))

  it("of a job is told of, and keeps no sweep from what others left", () =>
    withFolder((root) => {
      const store = settledJob(root)
      Effect.runSync(store.submit(sampleCreated(2)))
      const folder = path.dirname(fileOf(root, "x"))
      fs.rmSync(folder, { recursive: true })
      fs.writeFileSync(folder, "")
      fs.rmSync(path.join(root, "active", sampleId(2)))
      const left = path.join(
        root,
        "settled",
        "1970-01-01",
        "00",
        `${"0".repeat(15)}-${"9".repeat(16)}`
      )
      fs.mkdirSync(path.dirname(left), { recursive: true })
      fs.writeFileSync(left, "")
      Effect.runSync(store.sweep({ everywhere: true }))
      assert.isFalse(fs.existsSync(left))
      Effect.runSync(store.rebuildIndex)
      assert.include(Effect.runSync(store.active), sampleId(2))
      assert.strictEqual(Effect.runSync(Effect.flip(store.facts(id)))._tag, "JobStoreError")
      assert.strictEqual(fs.readFileSync(folder, "utf8"), "")
    }))

  it("in which a job would be is a typed error for its submitter, and nothing is listed", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(2)))
      const bucket = path.dirname(path.dirname(fileOf(root, "x")))
      assert.isFalse(fs.existsSync(bucket))
      fs.writeFileSync(bucket, "")
      const refused = Effect.runSync(Effect.flip(store.submit(sampleCreated(1))))
      assert.include(refused.message, bucket)
      assert.deepStrictEqual(Effect.runSync(store.active), [sampleId(2)])
    }))
})
