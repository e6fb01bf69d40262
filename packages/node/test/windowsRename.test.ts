import { assert, describe, it } from "@effect/vitest"
import { FakeDisk, FileFaults, sampleCreated, sampleId } from "@job-lifecycle/testing"
import * as path from "node:path"
import { layoutOf } from "../src/store/layout.ts"
import { JobFiles } from "../src/store/JobFiles.ts"
import { publishFile } from "../src/store/publishFile.ts"
import { readRecord } from "../src/store/readRecord.ts"
import { StoreRoot } from "../src/store/StoreRoot.ts"
import { sweep } from "../src/store/sweep.ts"
import { uniqueName } from "../src/store/writer.ts"

const id = sampleId(1)
const noon = 1_700_000_000_000
const folderly = { durable: true, by: "Folder" } as const

const textOf = (record: ReturnType<typeof readRecord>) =>
  record._tag === "Text" ? record.text : record._tag

describe("a disk of Windows without hard links", () => {
  it("gives a name that a folder has to nobody else, and says so (I2 first-outcome-stands)", () => {
    const files = new FakeDisk({ platform: "win32" }).process()
    assert.isTrue(publishFile(files, "/", "outcome.json", "first", folderly))
    assert.isFalse(publishFile(files, "/", "outcome.json", "second", folderly))
    assert.strictEqual(textOf(readRecord(files, "/outcome.json")), "first")
    assert.deepStrictEqual(files.readdirSync("/"), ["outcome.json"])
  })

  it("gives a name that a file has to no folder, which a rename would put in its place", () => {
    const files = new FakeDisk({ platform: "win32" }).process()
    assert.isTrue(publishFile(files, "/", "outcome.json", "first", { durable: true, by: "Link" }))
    assert.isFalse(publishFile(files, "/", "outcome.json", "second", folderly))
    assert.strictEqual(textOf(readRecord(files, "/outcome.json")), "first")
  })

  it("says that it is held, when nobody has the name", () => {
    const files = new FakeDisk({ platform: "win32" }).process()
    files.faults = FileFaults.transient(({ name }) => name === "renameSync", "EPERM", 1)
    assert.throws(() => publishFile(files, "/", "outcome.json", "first", folderly), /EPERM/)
    assert.isTrue(publishFile(files, "/", "outcome.json", "first", folderly))
  })
})

describe("a job of Windows that was taken out of its place", () => {
  it("stays where it is while another one has its place, and holds up no sweep", () => {
    const files = new FakeDisk({ platform: "win32" }).process()
    const jobs = new JobFiles(new StoreRoot("/root", files))
    jobs.submit(id, JSON.stringify(sampleCreated(1)))
    const taken = `${layoutOf("/root").trash}/${id}.${uniqueName()}`
    files.mkdirSync(taken)
    assert.strictEqual(sweep(jobs, noon, false), 0)
    assert.deepStrictEqual(files.readdirSync(layoutOf("/root").trash), [path.basename(taken)])
    assert.isTrue(jobs.has(id))
  })
})
