import { assert, describe, it } from "@effect/vitest"
import { JobStore } from "@job-lifecycle/engine"
import {
  describeJobStore,
  sampleCancel,
  sampleClaim,
  sampleCreated,
  sampleId,
  sampleLate,
  sampleProgress,
  sampleRead,
  sampleResult,
  sampleSettlement,
  sampleWork,
  sampleWorkStopped
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as fs from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { newestSettled, placeSettled } from "../src/store/markers.ts"
import { realFs } from "../src/store/realFs.ts"
import { StoreRoot } from "../src/store/StoreRoot.ts"
import { treeOf, withFolder } from "./fixtures/folders.ts"
import { fsyncsOf, listingsIn, withFs } from "./fixtures/watchedFs.ts"

describeJobStore({ describe, it, assert }, "files", FileJobStore.layerTemporary)

/** A root that remembers to have no hard links: every fact is published as a folder. */
const withoutLinks = Layer.effect(
  JobStore,
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => fs.mkdtempSync(path.join(os.tmpdir(), "job-lifecycle-"))),
      (root) => Effect.sync(() => fs.rmSync(root, { recursive: true, force: true }))
    ),
    (root) => {
      for (const name of ["active", "settled", "jobs"]) fs.mkdirSync(path.join(root, name))
      fs.writeFileSync(path.join(root, "format.json"), '{"version":1,"links":false}\n')
      return FileJobStore.make({ root })
    }
  )
)
describeJobStore({ describe, it, assert }, "files without hard links", withoutLinks)

const id = sampleId(1)
const folderOf = (root: string) => path.join(root, "jobs", id.slice(0, 2), id)

/** Every fact of one job, in the order of its life. */
const wholeLife = Effect.fnUntraced(function* (store: JobStore["Service"]) {
  yield* store.submit(sampleCreated(1))
  yield* store.publishOnce(id, "claim", sampleClaim())
  yield* store.arm(id, sampleSettlement(9))
  yield* store.publishOnce(id, "work", sampleWork())
  yield* store.putProgress(id, sampleProgress())
  yield* store.appendLog(id, Buffer.from("hello\n"))
  yield* store.publishOnce(id, "cancel", sampleCancel())
  yield* store.publishOnce(id, "result", sampleResult())
  yield* store.publishOnce(id, "outcome", sampleSettlement())
  yield* store.index(id, { settledAt: Date.UTC(2026, 0, 31, 14, 5), active: false })
  yield* store.publishOnce(id, "workStopped", sampleWorkStopped())
  yield* store.publishOnce(id, "read", sampleRead())
  yield* store.publishOnce(id, "late", sampleLate())
})

describe("the files of a job", () => {
  it("lie under the names that docs and other programs rely on, and no temporary one is left", () =>
    withFolder((root) => {
      Effect.runSync(wholeLife(FileJobStore.make({ root })))
      const job = `jobs/${id.slice(0, 2)}/${id}`
      assert.deepStrictEqual(
        treeOf(root),
        [
          "format.json",
          ...[
            "armed.json",
            "cancel.json",
            "claimed.json",
            "command.json",
            "created.json",
            "late/result.json",
            "log",
            "outcome.json",
            "progress.json",
            "read.json",
            "result.json",
            "work.json"
          ].map((name) => `${job}/${name}`),
          `settled/2026-01-31/14/${String(Date.UTC(2026, 0, 31, 14, 5)).padStart(15, "0")}-${id}`
        ].toSorted()
      )
      assert.strictEqual(FileJobStore.make({ root }).logFile(id), path.join(folderOf(root), "log"))
    }))

  it("are seen whole by the next process: nothing is kept in memory", () =>
    withFolder((root) => {
      Effect.runSync(wholeLife(FileJobStore.make({ root })))
      const facts = Effect.runSync(FileJobStore.make({ root }).facts(id))
      assert.deepStrictEqual(facts.settlement, sampleSettlement())
      assert.deepStrictEqual(facts.late, sampleLate())
      assert.deepStrictEqual(facts.unreadable, [])
      assert.deepStrictEqual(Effect.runSync(FileJobStore.make({ root }).settled(9)), [id])
    }))

  it("are read in an order in which what an outcome stands on is never missed", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(wholeLife(store))
      // A listing that ran while the owner finished: it has the outcome, and missed what led to it.
      const { readdirSync } = fs
      let listings = 0
      const late = ((...args: Parameters<typeof readdirSync>) =>
        listings++ === 0 ? ["outcome.json"] : readdirSync(...args)) as typeof readdirSync
      const facts = withFs({ readdirSync: late }, () => Effect.runSync(store.facts(id)))
      assert.deepStrictEqual([facts.claim, facts.result], [sampleClaim(), sampleResult()])
    }))

  it("belong to their owner alone", () =>
    withFolder((folder) => {
      const root = path.join(folder, "deep", "root")
      Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(1)))
      assert.strictEqual(fs.statSync(root).mode & 0o777, 0o700)
      assert.strictEqual(fs.statSync(path.join(folderOf(root), "created.json")).mode & 0o777, 0o600)
    }))

  it("are fsynced where a power cut must not take them, and nowhere else", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      // The root, a bucket and an hour are made durable once; this is about what every job costs.
      Effect.runSync(
        store.submit(sampleCreated(0, { id: `${id.slice(0, 2)}00000000000000` as typeof id }))
      )
      Effect.runSync(store.index(sampleId(0), { settledAt: 5, active: false }))
      const bucket = `jobs/${id.slice(0, 2)}`
      const job = `${bucket}/${id}`
      const during = (effect: Effect.Effect<unknown, unknown>) =>
        fsyncsOf(root, () => void Effect.runSync(effect as Effect.Effect<unknown>))
      assert.deepStrictEqual(during(store.submit(sampleCreated(1))), [
        `${job}/*`,
        job,
        bucket,
        "active"
      ])
      assert.deepStrictEqual(during(store.publishOnce(id, "claim", sampleClaim())), [
        `${job}/*`,
        job
      ])
      assert.deepStrictEqual(during(store.arm(id, sampleSettlement())), [`${job}/*`])
      assert.deepStrictEqual(during(store.publishOnce(id, "work", sampleWork())), [])
      assert.deepStrictEqual(during(store.putProgress(id, sampleProgress())), [])
      assert.deepStrictEqual(during(store.publishOnce(id, "cancel", sampleCancel())), [])
      assert.deepStrictEqual(during(store.publishOnce(id, "result", sampleResult())), [
        `${job}/*`,
        job
      ])
      assert.deepStrictEqual(during(store.publishOnce(id, "outcome", sampleSettlement())), [
        `${job}/*`,
        job
      ])
      assert.deepStrictEqual(during(store.index(id, { settledAt: 5, active: false })), [
        "settled/1970-01-01/00"
      ])
      assert.deepStrictEqual(during(store.publishOnce(id, "read", sampleRead())), [])
    }))

  it("a bucket and an hour that are new are durable in the folders above them", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(0)))
      const submitted = fsyncsOf(root, () => void Effect.runSync(store.submit(sampleCreated(1))))
      assert.include(submitted, "jobs")
      const indexed = fsyncsOf(
        root,
        () => void Effect.runSync(store.index(id, { settledAt: 5, active: false }))
      )
      assert.deepStrictEqual(indexed, ["settled/1970-01-01/00", "settled/1970-01-01", "settled"])
    }))

  it("the settled marker is durable before the active one goes", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      const order: Array<string> = []
      const { fsyncSync, unlinkSync } = fs
      withFs(
        {
          fsyncSync: (fd) => {
            order.push("fsync")
            fsyncSync(fd)
          },
          unlinkSync: (file) => {
            order.push(path.relative(root, String(file)))
            unlinkSync(file)
          }
        },
        () => Effect.runSync(store.index(id, { settledAt: 5, active: false }))
      )
      assert.strictEqual(order.at(-1), `active/${id}`)
      assert.include(order, "fsync")
    }))
})

const refused = () => {
  throw Object.assign(new Error("EPERM: operation not permitted, link"), { code: "EPERM" })
}

describe("a root without hard links", () => {
  it("is found out when it is made, and remembered in it", () =>
    withFolder((folder) => {
      const root = path.join(folder, "root")
      withFs({ linkSync: refused }, () =>
        Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(1)))
      )
      assert.isFalse(new StoreRoot(root).by === "Link")
      const outcome = FileJobStore.make({ root }).publishOnce(id, "outcome", sampleSettlement())
      assert.strictEqual(Effect.runSync(outcome)._tag, "Won")
      assert.isTrue(fs.statSync(path.join(folderOf(root), "outcome.json")).isDirectory())
    }))

  it("that was moved there goes on, and both ways of publishing keep to one first fact", () =>
    withFolder((root) => {
      const publish = (n: number) =>
        Effect.runSync(FileJobStore.make({ root }).publishOnce(id, "outcome", sampleSettlement(n)))
      Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(1)))
      withFs({ linkSync: refused }, () => assert.strictEqual(publish(1)._tag, "Won"))
      assert.strictEqual(publish(2)._tag, "Standing")
      fs.rmSync(path.join(folderOf(root), "outcome.json"), { recursive: true })
      assert.strictEqual(publish(3)._tag, "Won")
      withFs({ linkSync: refused, existsSync: () => false }, () =>
        assert.strictEqual(publish(4)._tag, "Standing")
      )
      assert.deepStrictEqual(
        treeOf(folderOf(root)).filter((name) => name.startsWith(".")),
        []
      )
    }))
})

describe("listings of many jobs", () => {
  it("a job is read at one look, whichever facts it has", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      const look = () => Effect.runSync(store.facts(sampleId(1)))
      look()
      assert.strictEqual(listingsIn(look), 1)
      Effect.runSync(store.publishOnce(sampleId(1), "outcome", sampleSettlement()))
      // What came before an outcome is in the listing after the one that shows it.
      assert.strictEqual(listingsIn(look), 2)
    }))

  it("a page of the newest is read from no more folders than it takes", () =>
    withFolder((root) => {
      const { layout } = new StoreRoot(root)
      const day = 24 * 3_600_000
      withFs({ fsyncSync: () => undefined }, () => {
        for (let n = 0; n < 400; n++) placeSettled(realFs, layout, sampleId(n), n * day)
      })
      let page: ReadonlyArray<string> = []
      const listings = listingsIn(() => {
        page = newestSettled(realFs, layout, 10)
      })
      assert.deepStrictEqual(
        page,
        Array.from({ length: 10 }, (_, n) => sampleId(399 - n))
      )
      assert.isAtMost(listings, 21)
    }))

  it("no folder of markers grows without bound, and the order stays right across the overflow", () =>
    withFolder((root) => {
      const { layout } = new StoreRoot(root)
      const count = 1_000
      withFs({ fsyncSync: () => undefined }, () => {
        for (let n = 0; n < count; n++)
          placeSettled(realFs, layout, sampleId(n), 10_000_000 + n * 100, 8_000)
      })
      const all = newestSettled(realFs, layout, count)
      assert.deepStrictEqual(
        all,
        Array.from({ length: count }, (_, n) => sampleId(count - 1 - n))
      )
      assert.deepStrictEqual(newestSettled(realFs, layout, 7), all.slice(0, 7))
      const perFolder = new Map<string, number>()
      for (const file of treeOf(layout.settled)) {
        perFolder.set(path.dirname(file), (perFolder.get(path.dirname(file)) ?? 0) + 1)
      }
      assert.isAtMost(Math.max(...perFolder.values()), 500)
      assert.isAtLeast(perFolder.size, 3)
    }))

  it("what is no job of ours is not listed", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      for (const name of ["active/.DS_Store", "active/README", "jobs/notes", "settled/x"]) {
        fs.writeFileSync(path.join(root, name), "")
      }
      assert.deepStrictEqual(Effect.runSync(store.active), [id])
      assert.deepStrictEqual(Effect.runSync(store.find("")), [id])
      assert.deepStrictEqual(Effect.runSync(store.settled(9)), [])
    }))
})

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
      const page = withFs({ readdirSync: late }, () =>
        Effect.runSync(store.readLog(id, { offset: 0 }))
      )
      assert.deepStrictEqual(page, { text: "abcdefgh", nextOffset: 8 })
    }))

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

describe("the synchronous core", () => {
  it("imports nothing but built-ins and itself, so that it runs wherever Node does", () => {
    const folder = path.join(import.meta.dirname, "../src/store")
    const importsOf = (file: string) =>
      [
        ...fs
          .readFileSync(path.join(folder, file), "utf8")
          .matchAll(/^(?:im|ex)port [^"]* from "([^"]*)"/gm)
      ].map((match) => match[1]!)
    const seen = new Set<string>()
    const visit = (file: string) => {
      if (seen.has(file)) return
      seen.add(file)
      for (const name of importsOf(file)) {
        if (name.startsWith("./")) visit(name.slice(2))
        else assert.match(name, /^node:/, `${file} imports ${name}`)
      }
    }
    visit("JobFiles.ts")
    visit("jobLog.ts")
    assert.isAtLeast(seen.size, 8)
  })

  it("reaches the disk in one place, so that a fake can stand for it everywhere", () => {
    const folder = path.join(import.meta.dirname, "../src/store")
    const direct = fs
      .readdirSync(folder)
      .filter((file) =>
        /["']node:fs|process\.binding/.test(fs.readFileSync(path.join(folder, file), "utf8"))
      )
    assert.deepStrictEqual(direct, ["realFs.ts"])
  })
})
