import { assert, describe, it } from "@effect/vitest"
import { FakeDisk, FileFaults } from "@job-lifecycle/testing"
import { publishFile } from "../src/store/publishFile.ts"
import { readRecord } from "../src/store/readRecord.ts"

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
