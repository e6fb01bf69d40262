import { assert, describe, it } from "@effect/vitest"
import type { JobStore, JobStoreError } from "@job-lifecycle/engine"
import {
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleProgress,
  sampleRead,
  sampleSettlement
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { withFolder } from "./fixtures/folders.ts"

const id = sampleId(1)
const isSuperuser = process.geteuid?.() === 0
const nobody = 65_534

/** Runs `act` as somebody to whom permissions apply: the superuser may do anything. */
const asOrdinaryUser = <A>(act: () => A): A => {
  if (!isSuperuser) return act()
  process.setegid!(nobody)
  process.seteuid!(nobody)
  try {
    return act()
  } finally {
    process.seteuid!(0)
    process.setegid!(0)
  }
}

/** Each as a new process would: with a handle that has seen nothing yet. */
const submitted = (root: string) =>
  asOrdinaryUser(() => Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(1))))
const refusalOf = (
  root: string,
  act: (store: JobStore["Service"]) => Effect.Effect<unknown, { readonly _tag: string }>
) => asOrdinaryUser(() => failureOf(act(FileJobStore.make({ root }))))

const failureOf = (effect: Effect.Effect<unknown, { readonly _tag: string }>) => {
  const error = Effect.runSync(Effect.flip(effect)) as JobStoreError
  return error._tag === "JobStoreError" ? error.reason : error._tag
}

describe("a root that is absent", () => {
  it("is an empty store to every reader, and stays absent", () =>
    withFolder((folder) => {
      const root = path.join(folder, "not", "yet")
      const store = FileJobStore.make({ root })
      assert.deepStrictEqual(Effect.runSync(store.active), [])
      assert.deepStrictEqual(Effect.runSync(store.settled(5)), [])
      assert.deepStrictEqual(Effect.runSync(store.find("ab")), [])
      assert.strictEqual(failureOf(store.facts(id)), "JobNotFound")
      assert.strictEqual(failureOf(store.readLog(id, { offset: 0 })), "JobNotFound")
      assert.strictEqual(failureOf(store.publishOnce(id, "read", sampleRead())), "JobNotFound")
      assert.isNull(Effect.runSync(store.standing(id, "outcome")))
      assert.isFalse(store.lastGasp(id, () => sampleSettlement()))
      assert.isFalse(fs.existsSync(path.join(folder, "not")))
    }))

  it("is made by the first submission, and seen by handles that were there before", () =>
    withFolder((folder) => {
      const root = path.join(folder, "root")
      const reader = FileJobStore.make({ root })
      assert.deepStrictEqual(Effect.runSync(reader.active), [])
      Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(1)))
      assert.deepStrictEqual(Effect.runSync(reader.active), [id])
    }))

  it("is made anew when it was removed under a living handle", () =>
    withFolder((folder) => {
      const root = path.join(folder, "root")
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      fs.rmSync(root, { recursive: true })
      assert.strictEqual(Effect.runSync(store.submit(sampleCreated(2)))._tag, "Won")
      assert.deepStrictEqual(Effect.runSync(store.active), [sampleId(2)])
    }))

  it("gets its folders back when a cleaner took them because they were empty", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      Effect.runSync(store.index(id, { settledAt: 1, active: false }))
      fs.rmdirSync(path.join(root, "active"))
      assert.deepStrictEqual(Effect.runSync(store.active), [])
      assert.strictEqual(Effect.runSync(store.submit(sampleCreated(2)))._tag, "Won")
      assert.deepStrictEqual(Effect.runSync(store.active), [sampleId(2)])
    }))
})

describe("a root in a newer format", () => {
  it("takes no new jobs and no claims, and still the outcomes of jobs that are open", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      Effect.runSync(store.submit(sampleCreated(3)))
      fs.writeFileSync(path.join(root, "format.json"), '{"version":2,"links":true,"more":[]}')
      for (const handle of [store, FileJobStore.make({ root })]) {
        assert.strictEqual(failureOf(handle.submit(sampleCreated(2))), "NewerFormat")
        assert.strictEqual(failureOf(handle.publishOnce(id, "claim", sampleClaim())), "NewerFormat")
      }
      assert.include([...Effect.runSync(store.active)], id)
      assert.deepStrictEqual(Effect.runSync(store.facts(id)).created, sampleCreated(1))
      assert.strictEqual(
        Effect.runSync(store.publishOnce(id, "outcome", sampleSettlement()))._tag,
        "Won"
      )
      assert.isTrue(store.lastGasp(sampleId(3), () => sampleSettlement()))
      Effect.runSync(store.index(id, { settledAt: 1, active: false }))
      assert.deepStrictEqual(Effect.runSync(store.settled(1)), [id])
    }))

  it("that cannot be read takes no new jobs and is not overwritten", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      fs.writeFileSync(path.join(root, "format.json"), "")
      assert.strictEqual(failureOf(store.submit(sampleCreated(2))), "Unreadable")
      assert.strictEqual(fs.readFileSync(path.join(root, "format.json"), "utf8"), "")
      assert.deepStrictEqual(Effect.runSync(store.active), [id])
    }))

  it("that cannot be read is made again once it was moved away, as the refusal says", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      const format = path.join(root, "format.json")
      const whole = fs.readFileSync(format, "utf8")
      fs.writeFileSync(format, "")
      const { message } = Effect.runSync(Effect.flip(store.submit(sampleCreated(2))))
      assert.include(message, "move that file away, and it is made again")
      fs.rmSync(format)
      assert.strictEqual(Effect.runSync(store.submit(sampleCreated(2)))._tag, "Won")
      assert.strictEqual(fs.readFileSync(format, "utf8"), whole)
    }))
})

describe("a root that is refused", () => {
  it("is an error to a reader, never an empty store", () =>
    withFolder((folder) => {
      fs.chmodSync(folder, 0o777)
      const root = path.join(folder, "root")
      submitted(root)
      fs.chmodSync(root, 0)
      assert.strictEqual(
        refusalOf(root, (store) => store.active),
        "Unreadable"
      )
      assert.strictEqual(
        refusalOf(root, (store) => store.facts(id)),
        "Unreadable"
      )
      fs.chmodSync(root, 0o700)
    }))

  it("is an error to a reader when a folder above it is closed", () =>
    withFolder((folder) => {
      fs.chmodSync(folder, 0o777)
      const root = path.join(folder, "closed", "root")
      submitted(root)
      fs.chmodSync(path.join(folder, "closed"), 0)
      assert.strictEqual(
        refusalOf(root, (store) => store.active),
        "Unreadable"
      )
      fs.chmodSync(path.join(folder, "closed"), 0o700)
    }))

  it("is named as not writable to a writer", () =>
    withFolder((folder) => {
      fs.chmodSync(folder, 0o777)
      const root = path.join(folder, "root")
      submitted(root)
      const job = path.join(root, "jobs", id.slice(0, 2), id)
      fs.chmodSync(job, 0o500)
      const settle = (store: JobStore["Service"]) =>
        store.publishOnce(id, "outcome", sampleSettlement())
      assert.strictEqual(refusalOf(root, settle), "NotWritable")
      fs.chmodSync(job, 0o700)
      assert.strictEqual(
        asOrdinaryUser(() => Effect.runSync(settle(FileJobStore.make({ root }))))._tag,
        "Won"
      )
    }))

  it("is refused when it is a file", () =>
    withFolder((folder) => {
      const root = path.join(folder, "root")
      fs.writeFileSync(root, "precious")
      const store = FileJobStore.make({ root })
      assert.strictEqual(failureOf(store.active), "NotAStore")
      assert.strictEqual(failureOf(store.submit(sampleCreated(1))), "NotAStore")
      assert.strictEqual(fs.readFileSync(root, "utf8"), "precious")
    }))
})

describe("a root of somebody else", () => {
  it("is refused to an ordinary user, for reading too", (context) =>
    withFolder((folder) => {
      if (!isSuperuser) return context.skip("only the superuser can make a root of somebody else")
      fs.chmodSync(folder, 0o755)
      const root = path.join(folder, "root")
      Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(1)))
      fs.chmodSync(root, 0o755)
      assert.strictEqual(
        refusalOf(root, (store) => store.active),
        "ForeignOwner"
      )
      assert.strictEqual(
        refusalOf(root, (store) => store.facts(id)),
        "ForeignOwner"
      )
      assert.strictEqual(
        refusalOf(root, (store) => store.submit(sampleCreated(1))),
        "ForeignOwner"
      )
    }))

  it("is read by the superuser, who leaves nothing of theirs in it", (context) =>
    withFolder((folder) => {
      if (!isSuperuser) return context.skip("only the superuser may read a root of somebody else")
      fs.chmodSync(folder, 0o777)
      const root = path.join(folder, "root")
      submitted(root)
      const before = fs.readdirSync(root, { recursive: true })
      const store = FileJobStore.make({ root })
      assert.deepStrictEqual(Effect.runSync(store.active), [id])
      assert.deepStrictEqual(Effect.runSync(store.facts(id)).created, sampleCreated(1))
      const settlement = sampleSettlement()
      for (const write of [
        store.submit(sampleCreated(2)),
        store.publishOnce(id, "outcome", settlement),
        store.publishOnce(id, "read", sampleRead()),
        store.putProgress(id, sampleProgress()),
        store.arm(id, settlement),
        store.index(id, { settledAt: 1, active: false }),
        store.appendLog(id, Buffer.from("x"))
      ] as ReadonlyArray<Effect.Effect<unknown, JobStoreError>>) {
        assert.strictEqual(failureOf(write), "ForeignOwner")
      }
      assert.isFalse(store.lastGasp(id, () => settlement))
      assert.deepStrictEqual(fs.readdirSync(root, { recursive: true }), before)
    }))

  it("is made no store by the superuser: nothing is left in a folder of theirs (F55)", (context) =>
    withFolder((root) => {
      if (!isSuperuser) return context.skip("only the superuser may write into another's folder")
      fs.chownSync(root, nobody, nobody)
      assert.strictEqual(
        failureOf(FileJobStore.make({ root }).submit(sampleCreated(1))),
        "ForeignOwner"
      )
      assert.deepStrictEqual(fs.readdirSync(root), [])
    }))
})
