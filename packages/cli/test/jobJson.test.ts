import { assert, describe, it } from "@effect/vitest"
import * as Schema from "effect/Schema"
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
import { Document, JobDocument } from "../src/json/JobDocument.ts"
import { documentVersion } from "../src/json/documentVersion.ts"
import { jobJson } from "../src/json/jobJson.ts"
import { documentPieces, documentText, printDocument } from "../src/json/printDocument.ts"
import { visible } from "../src/shown/visible.ts"
import { healths, outcomes, sampleJob, sampleOwner, settledAs } from "./jobs.ts"

const decode = Schema.decodeUnknownSync(JobDocument, { onExcessProperty: "error" })
const printed = (job: Parameters<typeof jobJson>[0]) =>
  decode(JSON.parse(JSON.stringify(jobJson(job))))

describe("the JSON of a job", () => {
  it("keeps to its schema for every outcome and every health, with no field too many", () => {
    for (const outcome of outcomes) {
      for (const work of ["Stopped", "Running", "Unknown"] as const) {
        const json = printed(sampleJob(settledAs(outcome, work)))
        assert.strictEqual(json.state, "settled")
        assert.strictEqual(json.outcome?.tag, outcome._tag)
        assert.strictEqual(json.work, work.toLowerCase())
        assert.strictEqual(json.settledAt, 4_000)
      }
    }
    for (const health of healths) {
      assert.strictEqual(printed(sampleJob({ health })).health, health._tag.toLowerCase())
    }
  })

  it("has no outcome while the job is open", () => {
    const queued = printed(
      sampleJob({
        state: { _tag: "Queued", cancelRequested: false },
        owner: null,
        startedAt: null
      })
    )
    assert.deepStrictEqual(
      [queued.state, queued.outcome, queued.work, queued.pid, queued.settledAt],
      ["queued", null, null, null, null]
    )
    assert.strictEqual(printed(sampleJob()).outcome, null)
  })

  it("shows the owner's process as pid and the command's as childPid", () => {
    const work = {
      scheme: "node",
      label: "npm (pid 4712)",
      value: { ...sampleOwner.value, pid: 4712, leadsGroup: true }
    }
    const json = printed(sampleJob({ work }))
    assert.deepStrictEqual([json.pid, json.childPid], [4711, 4712])
  })

  it("shows no pid for an identity of another making", () => {
    const owner = { scheme: "cluster", label: "node 7", value: { ...sampleOwner.value, shard: 7 } }
    assert.strictEqual(printed(sampleJob({ owner })).pid, null)
  })

  it("says of an owner that cannot be examined that its work is unknown, why, and since when", () => {
    const health = { _tag: "Unknown", reason: "another machine", sinceMillis: 180_000 } as const
    const json = printed(sampleJob({ health }))
    const reason = "another machine; last sign 3m ago"
    assert.deepStrictEqual([json.work, json.healthReason], ["unknown", reason])
  })

  it("is described by docs/job-schema.json", () => {
    const { definitions, dialect, schema } = Schema.toJsonSchemaDocument(Document, {})
    const document = { $schema: dialectUrl(dialect), ...schema, $defs: definitions }
    const text = `${JSON.stringify(document, null, 2)}\n`
    const file = new URL("../../../docs/job-schema.json", import.meta.url)
    if (process.env["JOB_WRITE_SCHEMA"] === "1") fs.writeFileSync(file, text)
    assert.deepStrictEqual(
      JSON.parse(fs.readFileSync(file, "utf8")),
      JSON.parse(text),
      "write it anew: JOB_WRITE_SCHEMA=1 pnpm test packages/cli/test/jobJson.test.ts"
    )
  })

  it("is printed in pieces, however long all jobs are together, that make the one document", () => {
    const job = jobJson(sampleJob({ message: "m".repeat(100_000) }))
    const jobs = [job, job, job]
    const pieces = [...documentPieces({ jobs })]
    assert.isAbove(pieces.length, 3, "no piece holds two of them")
    assert.deepStrictEqual(JSON.parse(pieces.join("")), { version: documentVersion, jobs })
    for (const document of [{ jobs: [] }, { job }, { jobs, damaged: [], alreadySettled: ["a"] }]) {
      const whole = `${JSON.stringify({ version: documentVersion, ...document })}\n`
      assert.strictEqual(documentText(document), whole)
    }
  })

  it("holds nothing that a terminal obeys, and says the same", () => {
    for (let code = 0; code < 0x2100; code++) {
      const character = String.fromCharCode(code)
      const job = jobJson(sampleJob({ message: character, result: { [character]: [character] } }))
      for (const text of [documentText({ job }), documentText({ jobs: [job] })]) {
        assert.strictEqual(visible(text.slice(0, -1)), text.slice(0, -1))
        assert.strictEqual(
          text.includes(character),
          visible(character) === character || code === 10
        )
      }
      assert.deepStrictEqual(JSON.parse(documentText({ job })), { version: documentVersion, job })
    }
    assert.include(documentText({ job: jobJson(sampleJob({ message: "é😀" })) }), '"é😀"')
  })

  it("ends at a piece that cannot be written: without one of its jobs it would be a document, too", () => {
    const job = jobJson(sampleJob({ message: "m".repeat(100_000) }))
    const { writeSync } = fs
    let tries = 0
    let printed = ""
    fs.writeSync = ((_fd: number, bytes: Uint8Array) => {
      if (++tries === 2) throw Object.assign(new Error("no space"), { code: "ENOSPC" })
      printed += String(bytes)
      return bytes.length
    }) as typeof writeSync
    syncBuiltinESMExports()
    try {
      printDocument({ jobs: [job, job, job] })
    } finally {
      fs.writeSync = writeSync
      syncBuiltinESMExports()
    }
    assert.throws(() => JSON.parse(printed))
    assert.strictEqual(tries, 2)
  })
})

const dialectUrl = (dialect: string) => {
  assert.strictEqual(dialect, "draft-2020-12")
  return "https://json-schema.org/draft/2020-12/schema"
}
