import { assert, describe, it } from "@effect/vitest"
import type { FileFaultPlan } from "@job-lifecycle/testing"
import { FakeDisk, FileFaults, sampleCreated, sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { execFileSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { startFixture } from "./startProcess.ts"
import { instantly } from "./crash/instantly.ts"
import { treeOf, withFolder } from "./fixtures/folders.ts"
import { withFs } from "./fixtures/watchedFs.ts"

const id = sampleId(1)
const folderOf = (root: string) => path.join(root, "jobs", id.slice(0, 2), id)

describe("the log file", () => {
  it("keeps its newest part within its cap, at places that never move, whole characters alone", () =>
    withFolder((root) => {
      const logCapBytes = 40
      const store = FileJobStore.make({ root, logCapBytes })
      Effect.runSync(store.submit(sampleCreated(1)))
      const written = Array.from({ length: 60 }, (_, n) => `${n} aé日🚀\n`).join("")
      const whole = Buffer.from(written)
      let followed = ""
      let offset = 0
      // Pieces of every size, that cut characters anywhere.
      for (let at = 0, n = 1; at < whole.length; at += n, n = (n % 7) + 1) {
        Effect.runSync(store.appendLog(id, whole.subarray(at, at + n)))
        const page = Effect.runSync(store.readLog(id, { offset }))
        followed += page.text
        offset = page.nextOffset
        const parts = treeOf(folderOf(root))
          .filter((name) => name.startsWith("log"))
          .map((name) => fs.readFileSync(path.join(folderOf(root), name)))
        assert.isAtMost(Buffer.concat(parts).length, logCapBytes + 6)
        // Neither half begins inside a character: other programs read them too.
        for (const part of parts) assert.notStrictEqual((part[0] ?? 0) & 0xc0, 0x80)
      }
      assert.strictEqual(followed, written)
      assert.strictEqual(offset, whole.length)
      const all = Effect.runSync(store.readLog(id, { offset: 0 }))
      assert.isAbove(Buffer.byteLength(all.text), logCapBytes / 2 - 4)
      assert.isTrue(written.endsWith(all.text))
      assert.strictEqual(all.nextOffset, whole.length)
      for (let tailBytes = 0; tailBytes < 50; tailBytes++) {
        const tail = Effect.runSync(store.readLog(id, { tailBytes }))
        assert.isTrue(all.text.endsWith(tail.text), `a tail of ${tailBytes} bytes`)
        assert.notInclude(tail.text, "\ufffd")
        assert.strictEqual(tail.nextOffset, whole.length)
      }
      for (let maxBytes = 4; maxBytes < 50; maxBytes++) {
        let paged = ""
        for (let from = 0; from < whole.length;) {
          const page = Effect.runSync(store.readLog(id, { offset: from, maxBytes }))
          paged += page.text
          from = page.nextOffset
        }
        assert.strictEqual(paged, all.text, `pages of ${maxBytes} bytes`)
      }
      assert.isNotNull(Effect.runSync(store.facts(id)).lastLogAt)
    }))

  it("takes one chunk that is larger than all it may hold", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root, logCapBytes: 20 })
      Effect.runSync(store.submit(sampleCreated(1)))
      Effect.runSync(store.appendLog(id, Buffer.from("日本".repeat(50))))
      const { nextOffset, text } = Effect.runSync(store.readLog(id, { tailBytes: 9 }))
      assert.deepStrictEqual([text, nextOffset], ["本日本", 300])
    }))

  it("that made room while it was opened is opened once more", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root, logCapBytes: 8 })
      Effect.runSync(store.submit(sampleCreated(1)))
      Effect.runSync(store.appendLog(id, Buffer.from("abcd")))
      const { readdirSync } = fs
      let listings = 0
      const late = ((...args: Parameters<typeof readdirSync>) => {
        const names = readdirSync(...args)
        // Right after the first look at what there is.
        if (++listings === 2) Effect.runSync(store.appendLog(id, Buffer.from("efgh")))
        return names
      }) as typeof readdirSync
      const { nextOffset, text } = withFs({ readdirSync: late }, () =>
        Effect.runSync(store.readLog(id, { offset: 0 }))
      )
      assert.deepStrictEqual([text, nextOffset], ["abcdefgh", 8])
    }))

  it("is read from its place, however often it makes room meanwhile", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root, logCapBytes: 8 })
      Effect.runSync(store.submit(sampleCreated(1)))
      let written = 0
      const write = () => {
        Effect.runSync(store.appendLog(id, Buffer.from(String(written).padStart(4, "0"))))
        written += 4
      }
      write()
      const { readdirSync } = fs
      let isBusy = false
      const busy = ((...args: Parameters<typeof readdirSync>) => {
        const names = readdirSync(...args)
        // The writer lists its folder too when it makes room.
        if (!isBusy && written < 80) {
          isBusy = true
          write()
          isBusy = false
        }
        return names
      }) as typeof readdirSync
      const { bytes, nextOffset, text } = withFs({ readdirSync: busy }, () =>
        Effect.runSync(store.readLog(id, { offset: 0 }))
      )
      assert.deepStrictEqual([text, nextOffset - bytes.length], ["00720076", 72])
    }))

  it("keeps its places when its owner dies at any operation of making room", () => {
    const disk = new FakeDisk()
    const storeOn = (faults?: FileFaultPlan) =>
      FileJobStore.make({ root: "/root", logCapBytes: 8, fs: disk.process({ faults }) })
    instantly(storeOn().submit(sampleCreated(1)))
    instantly(storeOn().appendLog(id, Buffer.from("abcdefgh")))
    for (let k = 0, died = true; died; k++) {
      const { nextOffset } = instantly(storeOn().readLog(id, { offset: 0 }))
      const dying = storeOn(FileFaults.crashAt(k))
      const write = Effect.exit(dying.appendLog(id, Buffer.from("ijklmnop")))
      died = instantly(write)._tag === "Failure"
      const after = instantly(storeOn().readLog(id, { offset: 0 }))
      assert.isAtLeast(after.nextOffset, nextOffset, `died at operation ${k}`)
    }
  })

  it("is written once where somebody holds it while it makes room (F37)", () => {
    for (const held of ["renameSync", "unlinkSync"]) {
      const files = new FakeDisk({ platform: "win32" }).process()
      const store = FileJobStore.make({ root: "/root", logCapBytes: 8, fs: files })
      instantly(store.submit(sampleCreated(1)))
      instantly(store.appendLog(id, Buffer.from("abcdef")))
      files.faults = FileFaults.transient(({ name }) => name === held, "EPERM", 3)
      instantly(store.appendLog(id, Buffer.from("ghijkl")))
      const { nextOffset, text } = instantly(store.readLog(id, { offset: 0 }))
      assert.deepStrictEqual([text, nextOffset], ["efghijkl", 12], held)
    }
  })

  it("has been written to also in the instant in which it makes room and has no name", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root, logCapBytes: 8 })
      Effect.runSync(store.submit(sampleCreated(1)))
      Effect.runSync(store.appendLog(id, Buffer.from("abcd")))
      const log = store.logFile(id)!
      fs.renameSync(log, `${log}.4`)
      fs.utimesSync(`${log}.4`, 5, 5)
      assert.strictEqual(Effect.runSync(store.facts(id)).lastLogAt, 5_000)
    }))

  it("has not been written to where it found no room, and says when it was where it found some", () => {
    const disk = new FakeDisk()
    const store = FileJobStore.make({ root: "/root", logCapBytes: 8, fs: disk.process() })
    instantly(store.submit(sampleCreated(1)))
    const append = (text: string) => instantly(Effect.exit(store.appendLog(id, Buffer.from(text))))
    const { freeBytes } = disk
    disk.freeBytes = 0
    assert.strictEqual(append("abcd")._tag, "Failure")
    assert.isNull(instantly(store.facts(id)).lastLogAt)
    disk.freeBytes = freeBytes
    append("abcd")
    const { lastLogAt } = instantly(store.facts(id))
    assert.isNotNull(lastLogAt)
    disk.freeBytes = 0
    append("efgh")
    assert.strictEqual(instantly(store.facts(id)).lastLogAt, lastLogAt, "of its earlier half")
  })

  it.live("that somebody replaced by a pipe holds up nobody who writes to it or reads it", () =>
    Effect.gen(function* () {
      const root = path.join(yield* temporaryFolder, "root")
      const store = FileJobStore.make({ root })
      yield* store.submit(sampleCreated(1))
      execFileSync("mkfifo", [store.logFile(id)!])
      // In a process of its own: held up, this one could not say so.
      const { line } = yield* startFixture("storeChild", [root, "log"])
      assert.strictEqual(yield* line, JSON.stringify(["JobStoreError", ""]))
    })
  )

  it("that somebody replaced by a symbolic link is not written through", () =>
    withFolder((folder) => {
      const root = path.join(folder, "root")
      const precious = path.join(folder, "precious")
      fs.writeFileSync(precious, "precious")
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      fs.symlinkSync(precious, store.logFile(id)!)
      const error = Effect.runSync(Effect.flip(store.appendLog(id, Buffer.from("x"))))
      assert.strictEqual(error._tag, "JobStoreError")
      assert.strictEqual(fs.readFileSync(precious, "utf8"), "precious")
    }))
})
