import { assert, describe, it } from "@effect/vitest"
import type { JobId } from "@job-lifecycle/engine"
import { identifyProcess } from "@job-lifecycle/node"
import { sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { seeded } from "../../bench/src/stress/seeded.ts"
import { treeOf, withFolder } from "./fixtures/folders.ts"
import type { Witness } from "./stressRecords.ts"
import {
  fileOf,
  healthy,
  recordFiles,
  spoilt,
  withWitness,
  writeEverything
} from "./stressRecords.ts"

const typed = ["Job", "JobDamaged", "JobStoreError"]

/** Spoils one record, reads its job, and puts the record back. Answers what was told of it. */
const ask = async (witness: Witness, file: string, content: string | Buffer) => {
  const whole = fs.readFileSync(file)
  replace(file, content)
  const id = path.basename(path.dirname(file).replace(/\/late$/, "")) as JobId
  const told = await witness.read(id)
  assert.isTrue(fs.readFileSync(file).equals(Buffer.from(content)), "it was overwritten")
  replace(file, whole)
  return told
}

/** By a new file: ext4 flushes one that was cut to nothing and written again, each time. */
const replace = (file: string, content: string | Buffer): void => {
  fs.unlinkSync(file)
  fs.writeFileSync(file, content)
}

/** The runner of a job that must not start. */
const never = (): Effect.Effect<never> => Effect.die("a runner was started")

const withListing = async (jobs: Witness["jobs"]) => {
  const listing = await Effect.runPromise(jobs.list())
  return { jobs: listing.jobs.map(({ id }) => id), damaged: listing.damaged.map(({ id }) => id) }
}

const inStore = (body: (root: string, witness: Witness) => Promise<void>) =>
  withFolder(async (root) => {
    writeEverything(root)
    await withWitness(root, async (witness) => {
      await body(root, witness)
      assert.deepStrictEqual(witness.signals, [])
    })
  })

describe("a record that is spoilt", () => {
  it(
    "is a typed error or kept as unreadable, wherever it was cut; nobody is signalled",
    () =>
      inStore(async (root, witness) => {
        for (const name of recordFiles(root)) {
          const file = path.join(root, name)
          const whole = fs.readFileSync(file)
          const end = Math.min(whole.length, 800)
          for (let at = 0; at < end; at++) await ask(witness, file, whole.subarray(0, at))
        }
      }),
    60_000
  )

  it(
    "is a typed error or kept as unreadable, whatever it was overwritten with",
    () =>
      inStore(async (root, witness) => {
        const draw = seeded(41)
        const noise = Array.from({ length: 12 }, (_, n) =>
          Buffer.from(Array.from({ length: n * n * 7 }, () => Math.floor(draw() * 256)))
        )
        const shapes = [null, [], {}, "x", 0, -1, true, { _tag: "Owned" }, { _tag: null }, [[]]]
        for (const name of recordFiles(root)) {
          const file = path.join(root, name)
          const record = JSON.parse(fs.readFileSync(file, "utf8")) as Record<string, unknown>
          const fields = Object.keys(record).flatMap((key) =>
            [null, -1, [], {}, "../../x", 2 ** 53, ""].map((value) => ({ ...record, [key]: value }))
          )
          const texts = [...shapes, ...fields].map((value) => JSON.stringify(value))
          for (const content of [...noise, ...texts]) await ask(witness, file, content)
        }
      }),
    60_000
  )

  it("hides no other job from a listing, and is named in it", () =>
    inStore(async (root, { jobs, answer }) => {
      fs.writeFileSync(fileOf(root, "created.json"), "{")
      assert.strictEqual(await answer(jobs.get(spoilt)), "JobDamaged")
      assert.strictEqual(await answer(jobs.cancel(spoilt, { by: "tests" })), "JobDamaged")
      assert.strictEqual(await answer(jobs.own(spoilt, () => never())), "JobDamaged")
      const listing = await withListing(jobs)
      assert.deepStrictEqual(listing, { jobs: [healthy], damaged: [spoilt] })
    }))
})

describe("an identity that nobody can have", () => {
  const own = identifyProcess(process.pid)
  for (const pid of [-1, 0, 1, 2 ** 22 + 1, 2 ** 31, 2 ** 31 - 1, Number.MAX_SAFE_INTEGER]) {
    it(`is never signalled, as owner or as command: process ${pid}`, () =>
      inStore(async (root, { jobs, answer }) => {
        const identity = { scheme: "node", label: "forged", value: { ...own, pid } }
        const claim = JSON.parse(fs.readFileSync(fileOf(root, "claimed.json"), "utf8")) as object
        const forged = { ...claim, owner: identity, dedicated: true }
        fs.writeFileSync(fileOf(root, "claimed.json"), JSON.stringify(forged))
        const work = { identity: { ...identity, value: { ...identity.value, leadsGroup: true } } }
        fs.writeFileSync(fileOf(root, "command.json"), JSON.stringify({ ...work, startedAt: 1 }))
        fs.unlinkSync(fileOf(root, "cancel.json"))
        assert.include(typed, await answer(jobs.get(spoilt)))
        const cancelled = await answer(jobs.cancel(spoilt, { by: "tests", grace: 1 }))
        assert.include(typed, cancelled)
        assert.include(typed, await answer(jobs.reconcile))
        assert.strictEqual(await answer(jobs.get(healthy)), "Job")
      }))
  }
})

describe("a path where an id should be", () => {
  const paths = ["..", "../..", "/etc/passwd", "../../victim", ".", "", "aa/../../victim", "a\0b"]

  it("names no job, and nothing outside the store is touched", () =>
    withFolder(async (folder) => {
      const root = path.join(folder, "root")
      fs.mkdirSync(path.join(folder, "victim"))
      fs.writeFileSync(path.join(folder, "victim", "outcome.json"), "precious")
      writeEverything(root)
      const before = treeOf(folder)
      await withWitness(root, async ({ jobs, answer, signals }) => {
        for (const id of paths as ReadonlyArray<string> as ReadonlyArray<JobId>) {
          for (const act of [
            jobs.get(id),
            jobs.find(id),
            jobs.result(id),
            jobs.own(id, () => never()),
            jobs.abandon(id, { message: "", code: null, stderrTail: "" }),
            jobs.cancel(id, { by: "tests" }),
            jobs.readLog(id, { offset: 0 })
          ]) {
            const refusal = await answer(act)
            assert.include(["JobNotFound", "JobAmbiguous"], refusal, `${id}: ${refusal}`)
          }
        }
        assert.deepStrictEqual(signals, [])
      })
      assert.deepStrictEqual(treeOf(folder), before)
    }))

  it("in the fields of a record leads nowhere, nor does a marker that is no id", () =>
    withFolder(async (folder) => {
      const root = path.join(folder, "root")
      fs.mkdirSync(path.join(folder, "victim"))
      writeEverything(root)
      for (const name of ["..%2f..%2fvictim", "ABCDEF0123456789", sampleId(3)]) {
        fs.mkdirSync(path.join(root, "active", name))
      }
      fs.symlinkSync(path.join(folder, "victim"), path.join(root, "jobs", "victim"))
      const created = JSON.parse(fs.readFileSync(fileOf(root, "created.json"), "utf8")) as object
      fs.writeFileSync(
        fileOf(root, "created.json"),
        JSON.stringify({ ...created, id: "../../victim", nonce: "../../victim" })
      )
      await withWitness(root, async ({ jobs, answer, signals }) => {
        assert.include(typed, await answer(jobs.get(spoilt)))
        const listing = await withListing(jobs)
        assert.include(listing.jobs, healthy)
        assert.include(typed, await answer(jobs.reconcile))
        assert.deepStrictEqual(signals, [])
      })
      assert.deepStrictEqual(fs.readdirSync(path.join(folder, "victim")), [])
    }))
})
