import { assert, describe, it } from "@effect/vitest"
import { sampleCreated, sampleId, sampleRead, sampleSettlement } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { withFolder } from "./fixtures/folders.ts"
import { channelsOf } from "./nodeChannelWorld.ts"

const id = sampleId(1)

/** Runs `body` with this working directory. */
const inDirectory = <A>(folder: string, body: () => A): A => {
  const before = process.cwd()
  process.chdir(folder)
  try {
    return body()
  } finally {
    process.chdir(before)
  }
}

const submitted = (root: string) =>
  Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(1)))
const refusalOf = (root: string) =>
  Effect.runSync(Effect.flip(FileJobStore.make({ root }).submit(sampleCreated(1))))

describe("a root where no folder can be made", () => {
  it("is a typed error at once, and absent to readers", (context) => {
    if (!fs.existsSync("/proc/self")) return context.skip("this system has no /proc")
    for (const root of ["/proc/x", "/proc/x/y/z", "/proc/self/x"]) {
      assert.strictEqual(refusalOf(root).reason, "NotWritable", root)
      assert.deepStrictEqual(Effect.runSync(FileJobStore.make({ root }).active), [])
    }
  })

  it("is a typed error when it is a link that leads nowhere", () =>
    withFolder((folder) => {
      const root = path.join(folder, "root")
      fs.symlinkSync(path.join(folder, "absent"), root)
      assert.strictEqual(refusalOf(root).reason, "Unreadable")
      assert.strictEqual(refusalOf(path.join(root, "far", "below")).reason, "Unreadable")
      assert.deepStrictEqual(fs.readdirSync(folder), ["root"])
    }))

  it("is a typed error when there is a file in its way", () =>
    withFolder((folder) => {
      fs.writeFileSync(path.join(folder, "file"), "mine")
      assert.strictEqual(refusalOf(path.join(folder, "file", "root")).reason, "NotWritable")
    }))
})

describe("what is kept behind a link", () => {
  const settlement = sampleSettlement()

  /** What a process reads of the store: a new one, if it has no handle yet. */
  const readings = (root: string, store = FileJobStore.make({ root })) => {
    const reads: ReadonlyArray<Effect.Effect<unknown, { readonly _tag: string }>> = [
      store.active,
      store.settled(9),
      store.find(""),
      store.facts(id),
      store.readLog(id, { offset: 0 }),
      store.publishOnce(id, "read", sampleRead())
    ]
    return reads.map((read) =>
      Effect.runSync(Effect.match(read, { onFailure: ({ _tag }) => _tag, onSuccess: () => "read" }))
    )
  }

  const refused = "JobStoreError"
  const all = (answer: string) => Array.from({ length: 6 }, () => answer)

  // What is active has its marker elsewhere than its job: who has seen the store reads that on.
  it.each([
    ["a folder above the root", refused],
    ["the root", refused],
    ["the jobs", "read"]
  ])("is not taken for nothing where the link leads nowhere for now: %s (I8)", (what, activeOnes) =>
    withFolder((folder) => {
      const root = path.join(folder, "state", "jobs", "root")
      const elsewhere = path.join(folder, "elsewhere")
      submitted(root)
      const ofRoot = what === "the root" ? root : path.join(root, "jobs")
      const moved = what.startsWith("a folder") ? path.join(folder, "state") : ofRoot
      fs.renameSync(moved, elsewhere)
      fs.symlinkSync(elsewhere, moved)
      const store = FileJobStore.make({ root })
      assert.deepStrictEqual(readings(root, store), all("read"))
      fs.renameSync(elsewhere, `${elsewhere}-away`)
      assert.deepStrictEqual(readings(root), all(refused))
      assert.deepStrictEqual(readings(root, store), [activeOnes, ...all(refused).slice(1)])
      fs.renameSync(`${elsewhere}-away`, elsewhere)
      assert.deepStrictEqual(readings(root), all("read"))
      assert.deepStrictEqual(readings(root, store), all("read"))
    })
  )

  it("keeps its places in the listing through a sweep while all jobs are away (I8)", () =>
    withFolder((root) => {
      submitted(root)
      const store = FileJobStore.make({ root })
      Effect.runSync(store.publishOnce(id, "outcome", settlement))
      const { settledAt } = settlement
      Effect.runSync(store.index(id, { settledAt, active: false }))
      // The index is known to be complete: no reader rebuilds it.
      assert.deepStrictEqual(Effect.runSync(store.active), [])
      const jobs = path.join(root, "jobs")
      fs.renameSync(jobs, `${jobs}-away`)
      Effect.runSync(FileJobStore.make({ root }).sweep({ everywhere: true }))
      fs.renameSync(`${jobs}-away`, jobs)
      assert.deepStrictEqual(Effect.runSync(FileJobStore.make({ root }).settled(9)), [id])
    }))

  it.each(["is listed", "has its index rebuilt"])(
    "has nothing put in its place while all jobs are away and the store %s (I8)",
    (how) =>
      withFolder((root) => {
        submitted(root)
        const jobs = path.join(root, "jobs")
        fs.renameSync(jobs, `${jobs}-away`)
        const store = FileJobStore.make({ root })
        Effect.runSync<unknown, unknown>(how === "is listed" ? store.active : store.rebuildIndex)
        Effect.runSync(store.sweep({ everywhere: true }))
        assert.isFalse(fs.existsSync(jobs))
        fs.rmSync(path.join(root, "active"), { recursive: true })
        fs.renameSync(`${jobs}-away`, jobs)
        // What was listed while there was nothing to list says nothing of them.
        assert.deepStrictEqual(Effect.runSync(FileJobStore.make({ root }).active), [id])
      })
  )
})

describe("a relative root", () => {
  it("is resolved once: the store stays where it was when the working directory changes", () =>
    withFolder((folder) => {
      for (const name of ["here", "there"]) fs.mkdirSync(path.join(folder, name))
      const store = inDirectory(path.join(folder, "here"), () =>
        FileJobStore.make({ root: "store" })
      )
      inDirectory(path.join(folder, "there"), () => Effect.runSync(store.submit(sampleCreated(1))))
      assert.strictEqual(store.location, fs.realpathSync(path.join(folder, "here", "store")))
      assert.deepStrictEqual(fs.readdirSync(path.join(folder, "there")), [])
      assert.deepStrictEqual(Effect.runSync(store.active), [id])
    }))

  it("is a typed error in a working directory that was removed, and an absolute one is not", () =>
    withFolder((folder) => {
      const gone = path.join(folder, "gone")
      fs.mkdirSync(gone)
      inDirectory(gone, () => {
        fs.rmdirSync(gone)
        for (const root of ["store", "./a/b", "."]) {
          const store = FileJobStore.make({ root })
          for (const act of [
            store.submit(sampleCreated(1)),
            store.active,
            store.facts(id),
            store.readLog(id, { offset: 0 }),
            store.publishOnce(id, "read", sampleRead())
          ] as ReadonlyArray<Effect.Effect<unknown, { readonly message: string }>>) {
            assert.include(Effect.runSync(Effect.flip(act)).message, "has been removed")
          }
          assert.isFalse(store.lastGasp(id, () => sampleSettlement()))
          const ended = Effect.flatMap(channelsOf(root), (channel) => channel.ended(id, () => {}))
          assert.strictEqual(Effect.runSync(ended), "NotReached")
        }
        assert.strictEqual(submitted(path.join(folder, "root"))._tag, "Won")
      })
    }))
})
