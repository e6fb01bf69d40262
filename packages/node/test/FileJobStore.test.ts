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
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { StoreRoot } from "../src/store/StoreRoot.ts"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { treeOf, withFolder } from "./fixtures/folders.ts"
import { twoHandles, twoHandlesOn } from "./fixtures/twoHandles.ts"
import { withFs } from "./fixtures/watchedFs.ts"

describeJobStore({ describe, it, assert }, "files", FileJobStore.layerTemporary, twoHandles)

/** A root that remembers to have no hard links: every fact is published as a folder. */
const rootWithoutLinks = Effect.tap(temporaryFolder, (root) =>
  Effect.sync(() => {
    for (const name of ["active", "settled", "jobs"]) fs.mkdirSync(path.join(root, name))
    fs.writeFileSync(path.join(root, "format.json"), '{"version":1,"links":false}\n')
  })
)
describeJobStore(
  { describe, it, assert },
  "files without hard links",
  Layer.effect(
    JobStore,
    Effect.map(rootWithoutLinks, (root) => FileJobStore.make({ root }))
  ),
  twoHandlesOn(rootWithoutLinks)
)

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
      Effect.runSync(wholeLife(FileJobStore.make({ root })))
      Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(2)))
      for (const name of ["", ...fs.readdirSync(root, { recursive: true, encoding: "utf8" })]) {
        const stat = fs.statSync(path.join(root, name))
        assert.strictEqual(stat.mode & 0o777, stat.isDirectory() ? 0o700 : 0o600, name)
      }
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

const refusedWith = (code: string) => () => {
  throw Object.assign(new Error(`${code}: link`), { code })
}
const refused = refusedWith("EPERM")

describe("a root without hard links", () => {
  const codes = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]
  it.each(codes)("is found out when it is made, and remembered in it: %s", (code) =>
    withFolder((folder) => {
      const root = path.join(folder, "root")
      withFs({ linkSync: refusedWith(code) }, () =>
        Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(1)))
      )
      assert.isFalse(new StoreRoot(root).by === "Link")
      const outcome = FileJobStore.make({ root }).publishOnce(id, "outcome", sampleSettlement())
      assert.strictEqual(Effect.runSync(outcome)._tag, "Won")
      const stat = fs.statSync(path.join(folderOf(root), "outcome.json"))
      assert.deepStrictEqual([stat.isDirectory(), stat.mode & 0o777], [true, 0o700])
    })
  )

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

  it("waits synchronously for the last gasp alone, and for whoever reads a command's output", () => {
    const packages = path.join(import.meta.dirname, "../..")
    const source = (file: string) => fs.readFileSync(path.join(packages, file), "utf8")
    const files = ["engine", "node"].flatMap((name) =>
      fs
        .readdirSync(path.join(packages, name, "src"), { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => path.join(name, "src", file))
    )
    const calling = (pattern: RegExp) => files.filter((file) => pattern.test(source(file))).sort()
    assert.deepStrictEqual(calling(/Atomics\.wait|\b(?:spawn|exec|execFile)Sync\b/), [
      "node/src/store/held.ts",
      "node/src/writeTo.ts"
    ])
    const [insisting] = calling(/\bretryHeld\(/)
    assert.deepStrictEqual(calling(/\bretryHeld\(/), ["node/src/store/JobFiles.ts"])
    assert.lengthOf(source(insisting!).match(/\bretryHeld\(/g)!, 1)
    assert.match(source(insisting!), /lastGasp[\s\S]*?\bretryHeld\(/)
  })
})
