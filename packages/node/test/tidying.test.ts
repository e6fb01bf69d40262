import { assert, describe, it } from "@effect/vitest"
import { sampleCreated, sampleId, sampleSettlement } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { vi } from "vitest"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { isRunning } from "../src/store/isRunning.ts"
import { withFolder } from "./fixtures/folders.ts"

const id = sampleId(1)

/** A job that is over, in a store below the folder. */
const withSettled = (
  body: (world: {
    readonly folder: string
    readonly root: string
    readonly job: string
    readonly remove: () => string
  }) => void
) =>
  withFolder((folder) => {
    const root = path.join(folder, "root")
    const store = FileJobStore.make({ root })
    Effect.runSync(store.submit(sampleCreated(1)))
    Effect.runSync(store.publishOnce(id, "outcome", sampleSettlement()))
    const remove = () => Effect.runSync(store.remove(id, () => true))
    body({ folder, root, job: path.join(root, "jobs", id.slice(0, 2), id), remove })
  })

describe("tidying up", () => {
  it("deletes nothing behind a link that somebody has put into a job (F55)", () =>
    withSettled(({ folder, job, remove }) => {
      const theirs = path.join(folder, "theirs")
      fs.mkdirSync(theirs)
      fs.writeFileSync(path.join(theirs, "kept"), "")
      fs.symlinkSync(theirs, path.join(job, "link"))
      assert.strictEqual(remove(), "Removed")
      assert.deepStrictEqual(fs.readdirSync(theirs), ["kept"])
      assert.isFalse(fs.existsSync(job))
    }))

  it("removes no job of which something cannot be read, whoever would have it go (I8)", () =>
    withSettled(({ job, remove }) => {
      fs.writeFileSync(path.join(job, "read.json"), "{")
      assert.strictEqual(remove(), "Refused")
      assert.sameMembers(fs.readdirSync(job), ["created.json", "outcome.json", "read.json"])
    }))

  for (const torn of ["", "{", "null", "7", '{"dueAt":"soon"}']) {
    it(`is due where the note of when is ${JSON.stringify(torn)} (F54)`, () =>
      withSettled(({ root }) => {
        fs.writeFileSync(path.join(root, "retention.json"), torn)
        assert.isNull(Effect.runSync(FileJobStore.make({ root }).retentionDueAt))
      }))
  }

  for (const [code, expected] of [
    ["ESRCH", false],
    ["EPERM", true],
    ["EINVAL", true]
  ] as const) {
    it(`takes a process that is asked for with ${code} for ${expected ? "there" : "gone"} (I7)`, () => {
      const kill = vi.spyOn(process, "kill").mockImplementation(() => {
        throw Object.assign(new Error(code), { code })
      })
      const seen = isRunning(4_711)
      kill.mockRestore()
      assert.strictEqual(seen, expected)
    })
  }

  it.runIf(process.platform === "linux")("holds no descriptor open for having asked", () => {
    const held = () => fs.readdirSync("/proc/self/fd").length
    const before = held()
    for (let asked = 0; asked < 50; asked++) assert.isTrue(isRunning(process.pid))
    assert.isBelow(held(), before + 50)
  })
})
