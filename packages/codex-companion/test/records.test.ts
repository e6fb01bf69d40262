import { assert, describe, it } from "@effect/vitest"
import {
  attributesOf,
  decodeJobText,
  decodeState,
  encodeRecord,
  encodeState,
  hostAttributesOf,
  jobIdOf
} from "@job-lifecycle/codex-companion"
import { everyShape, queuedTask } from "./samples.ts"

const fileOf = (content: unknown) => `${JSON.stringify(content, null, 2)}\n`
const whole = fileOf({
  version: 1,
  config: { stopReviewGate: true, later: ["kept"] },
  jobs: everyShape
})

describe("the host's records", () => {
  it("are read and written back byte for byte, in every released shape", () => {
    const reading = decodeState(whole)
    assert.strictEqual(reading._tag, "State")
    if (reading._tag !== "State") return
    assert.isTrue(reading.configKnown)
    assert.deepStrictEqual(reading.state.jobs, everyShape)
    assert.strictEqual(encodeState(reading.state), whole)
    for (const job of everyShape) {
      const text = fileOf(job)
      const read = decodeJobText(text)
      assert.strictEqual(read._tag === "Job" ? encodeRecord(read.job) : read.problem, text)
    }
  })

  it("are unreadable, and never empty or default, when they were cut at any byte", () => {
    const bytes = Buffer.from(whole)
    for (let cut = 0; cut < bytes.length - 2; cut++) {
      const reading = decodeState(bytes.subarray(0, cut).toString())
      assert.strictEqual(reading._tag, "Unreadable", `cut after ${cut} bytes`)
    }
  })

  it("say that the settings are not known when they cannot be read", () => {
    for (const config of [undefined, null, "on", { stopReviewGate: "yes" }]) {
      const reading = decodeState(fileOf({ version: 1, config, jobs: [] }))
      assert.isTrue(reading._tag === "State" && !reading.configKnown)
    }
  })

  it("keep an entry that is no record as it is, and do not show it", () => {
    const odd = [null, 7, {}, { id: "x", status: "exploded" }, { ...queuedTask, pid: "4711" }]
    const reading = decodeState(fileOf({ version: 1, config: {}, jobs: [queuedTask, ...odd] }))
    assert.strictEqual(reading._tag, "State")
    if (reading._tag !== "State") return
    assert.deepStrictEqual(reading.state.jobs, [queuedTask])
    assert.deepStrictEqual(
      reading.state.odd.map(({ raw }) => raw),
      odd
    )
    assert.deepStrictEqual(JSON.parse(encodeState({ ...reading.state, config: {} })).jobs, [
      queuedTask,
      ...odd
    ])
  })

  it("never make a path of an id that is not a plain name", () => {
    for (const id of ["../../etc/passwd", "a/b", "", ".", "..", ".hidden", "a\0b", "a\\b"]) {
      assert.strictEqual(decodeJobText(fileOf({ id, status: "queued" }))._tag, "Odd", id)
    }
  })
})

describe("a host's job inside the engine", () => {
  it("has one id of the engine, the same in every process", () => {
    assert.match(jobIdOf(queuedTask.id), /^[0-9a-f]{16}$/)
    assert.strictEqual(jobIdOf(queuedTask.id), jobIdOf(queuedTask.id))
    assert.strictEqual(new Set(everyShape.map(({ id }) => jobIdOf(id))).size, everyShape.length)
    assert.strictEqual(jobIdOf("00c0ffee00c0ffee"), "00c0ffee00c0ffee")
  })

  it("keeps the host's words, and none of what facts decide", () => {
    const kept = hostAttributesOf(JSON.parse(JSON.stringify(attributesOf(queuedTask))))
    const { status: _, phase: __, pid: ___, ...words } = queuedTask
    assert.deepStrictEqual<unknown>(kept?.companion, words)
    assert.isNull(hostAttributesOf(undefined))
    assert.isNull(hostAttributesOf({ companion: { id: "../x" } }))
  })
})
