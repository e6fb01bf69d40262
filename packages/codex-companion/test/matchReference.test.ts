import { assert, describe, it } from "@effect/vitest"
import { matchReference } from "../src/functions/matchReference.ts"
import { Refusal } from "../src/functions/Refusal.ts"
import { queuedTask } from "./samples.ts"

const jobs = ["task-12", "task-1", "task-34"].map((id) => ({ ...queuedTask, id }))
const idOf = (reference: string) => matchReference(jobs, reference)?.id ?? null

describe("a reference to a job", () => {
  it("that is an id means that job, though others begin with it", () => {
    assert.strictEqual(idOf("task-1"), "task-1")
  })

  it("that begins one id means that one, and no id none", () => {
    assert.deepStrictEqual(["task-3", "ask-34", "task-345"].map(idOf), ["task-34", null, null])
  })

  it("that begins several is refused, and none is taken", () => {
    assert.throws(() => idOf("task-"), Refusal, /ambiguous/)
    assert.throws(() => matchReference(jobs.slice(0, 2), "task"), Refusal, /ambiguous/)
  })

  it("that is empty means the first", () => assert.strictEqual(idOf(""), "task-12"))
})
