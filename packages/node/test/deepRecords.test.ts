import { assert, describe, it } from "@effect/vitest"
import { mostLevels } from "@job-lifecycle/engine"
import { openJobLifecycle } from "@job-lifecycle/node"
import { sampleCreated } from "@job-lifecycle/testing"
import * as fs from "node:fs"
import * as path from "node:path"
import { withFolder } from "./fixtures/folders.ts"

/** Deeper than the stack of any reader, though not of every writer: a thread can be given more. */
const deep = `${"[".repeat(100_000)}1${"]".repeat(100_000)}`

describe("a record that nests deeper than a reader can look through", () => {
  for (const [fact, file] of [
    ["result", "result.json"],
    ["late", "late/result.json"]
  ] as const) {
    it(`is unreadable as the ${fact} of a job, and hides neither that nor any other (I8 nothing-lost)`, () =>
      withFolder(async (root) => {
        const jobs = await openJobLifecycle({ root, onSignal: "report" })
        const { id, logFile } = await jobs.run({}, async () => "done")
        const other = await jobs.run({}, async () => "done too")
        const at = path.join(path.dirname(logFile!), file)
        fs.mkdirSync(path.dirname(at), { recursive: true })
        fs.writeFileSync(at, `{"value":${deep},"at":1}`)
        const listing = await jobs.list()
        assert.sameMembers(
          listing.jobs.map((job) => job.id),
          [id, other.id]
        )
        assert.deepStrictEqual((await jobs.get(id)).unreadable, [fact])
        await jobs.close()
      }))
  }

  it("is damage as a submission", () =>
    withFolder(async (root) => {
      const jobs = await openJobLifecycle({ root, onSignal: "report" })
      const { id, logFile } = await jobs.run({}, async () => "done")
      const created = JSON.stringify(sampleCreated(1)).replace(/"id":"[^"]*"/, `"id":"${id}"`)
      const text = created.replace('"limits"', `"attributes":${deep},"limits"`)
      fs.writeFileSync(path.join(path.dirname(logFile!), "created.json"), text)
      const { damaged } = await jobs.list()
      assert.deepStrictEqual(
        damaged.map((job) => [job.id, job.fact]),
        [[id, "created"]]
      )
      await jobs.close()
    }))

  it("is made by nobody: what nests as deep as is kept comes back, and one level more is refused", () =>
    withFolder(async (root) => {
      const jobs = await openJobLifecycle({ root, onSignal: "report" })
      const kept = JSON.parse("[".repeat(mostLevels) + "]".repeat(mostLevels))
      const { id, result } = await jobs.run({ attributes: kept }, async () => kept)
      assert.strictEqual(JSON.stringify(result), JSON.stringify(kept))
      assert.deepStrictEqual((await jobs.get(id)).unreadable, [])
      const refused = await jobs.submit({ attributes: [kept] }).catch((error: unknown) => error)
      assert.propertyVal(refused, "field", "attributes")
      await jobs.close()
    }))
})

/** Deeper than what is recorded now, and no deeper than what older versions recorded. */
const once = "[".repeat(3_000) + "]".repeat(3_000)

describe("a record that nests deeper than what is recorded now", () => {
  it("is read, as a submission, a result and an outcome with the data of an error (I2, I8)", () =>
    withFolder(async (root) => {
      const jobs = await openJobLifecycle({ root, onSignal: "report" })
      const attributes = await jobs.run({ attributes: "deep" }, async () => "done")
      const result = await jobs.run({}, async () => "deep")
      const error = await jobs.run({}, () => Promise.reject("deep"))
      for (const [job, file] of [
        [attributes, "created.json"],
        [result, "result.json"],
        [error, "outcome.json"]
      ] as const) {
        const at = path.join(path.dirname(job.logFile!), file)
        const text = fs.readFileSync(at, "utf8")
        const deeper = text.replace(/("attributes"|"value"|"error"):"deep"/, `$1:${once}`)
        assert.notStrictEqual(deeper, text)
        fs.writeFileSync(at, deeper)
      }
      const listing = await jobs.list()
      assert.deepStrictEqual([listing.jobs.length, listing.damaged], [3, []])
      assert.isTrue(listing.jobs.every(({ unreadable }) => unreadable.length === 0))
      assert.strictEqual(JSON.stringify((await jobs.get(attributes.id)).request.attributes), once)
      assert.strictEqual(JSON.stringify((await jobs.get(result.id)).result), once)
      const { state } = await jobs.get(error.id)
      if (state._tag !== "Settled") throw new Error("it has ended")
      assert.propertyVal(state.settlement.outcome, "_tag", "Failed")
      await jobs.close()
    }))
})
