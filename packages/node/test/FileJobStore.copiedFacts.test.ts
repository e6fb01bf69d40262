import { assert, describe, it } from "@effect/vitest"
import type { JobDamaged } from "@job-lifecycle/engine"
import {
  sampleCancel,
  sampleClaim,
  sampleCreated,
  sampleHookEnded,
  sampleHookStarted,
  sampleId,
  sampleLate,
  sampleRead,
  sampleResult,
  sampleSettlement,
  sampleWork,
  sampleWorkStopped
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { withFolder } from "./fixtures/folders.ts"

const id = sampleId(1)
const other = sampleId(2)

/** Every fact that follows a submission, and its file. */
const later = {
  claim: ["claimed.json", sampleClaim()],
  work: ["command.json", sampleWork()],
  cancel: ["cancel.json", sampleCancel()],
  result: ["result.json", sampleResult()],
  outcome: ["outcome.json", sampleSettlement()],
  workStopped: ["work.json", sampleWorkStopped()],
  read: ["read.json", sampleRead()],
  late: ["late/result.json", sampleLate()],
  hookStarted: ["hook.json", sampleHookStarted()],
  hookEnded: ["hook-ended.json", sampleHookEnded()]
} as const

type Later = keyof typeof later

const publish = (store: ReturnType<typeof FileJobStore.make>, to: typeof id, fact: Later) =>
  store.publishOnce(to, fact as "read", later[fact][1] as never)

/** Two jobs, and a fact of the other one in the folder of this one too. */
const copied = (root: string, fact: Later) => {
  const store = FileJobStore.make({ root })
  for (const n of [1, 2]) Effect.runSync(store.submit(sampleCreated(n)))
  Effect.runSync(publish(store, other, fact))
  const [from, file] = [other, id].map((each) =>
    path.join(root, "jobs", each.slice(0, 2), each, later[fact][0])
  ) as [string, string]
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.copyFileSync(from, file)
  return { store, file }
}

describe("a fact that was copied from another job", () => {
  for (const fact of Object.keys(later) as Array<Later>) {
    it(`is not believed of this one, and left as it is: ${fact}`, () =>
      withFolder((root) => {
        const { file, store } = copied(root, fact)
        const before = fs.readFileSync(file, "utf8")
        const refused = Effect.runSync(Effect.flip(publish(store, id, fact)))
        assert.deepInclude(refused, { _tag: "JobStoreError", reason: "Unreadable" })
        if (fact === "outcome") {
          const damaged = Effect.runSync(Effect.flip(store.facts(id))) as JobDamaged
          assert.deepStrictEqual([damaged._tag, damaged.fact], ["JobDamaged", fact])
          assert.include(damaged.message, other)
          Effect.runSync(store.rebuildIndex)
          assert.deepStrictEqual(Effect.runSync(store.settled(9)), [other])
          assert.include(Effect.runSync(store.active), id)
        } else {
          const facts = Effect.runSync(store.facts(id))
          assert.isNull(facts[fact as "read"])
          assert.deepStrictEqual(facts.unreadable, [fact])
        }
        assert.strictEqual(Effect.runSync(store.remove(id, () => true)), "Refused")
        assert.strictEqual(fs.readFileSync(file, "utf8"), before)
      }))

    it(`is believed when it does not say whose it is, as older ones do not: ${fact}`, () =>
      withFolder((root) => {
        const { file, store } = copied(root, fact)
        const { job, ...older } = JSON.parse(fs.readFileSync(file, "utf8"))
        assert.strictEqual(job, other)
        fs.writeFileSync(file, JSON.stringify(older))
        const facts = Effect.runSync(store.facts(id))
        const key = fact === "outcome" ? "settlement" : (fact as "read")
        assert.deepStrictEqual(facts[key] as unknown, later[fact][1])
        assert.deepStrictEqual(facts.unreadable, [])
      }))
  }

  it("asks nothing when it is a request to cancel, and keeps no job from its end", () =>
    withFolder((root) => {
      const { store } = copied(root, "cancel")
      assert.isNull(Effect.runSync(store.standing(id, "cancel")))
    }))
})
