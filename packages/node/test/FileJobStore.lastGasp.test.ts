import { assert, describe, it } from "@effect/vitest"
import { sampleCancel, sampleCreated, sampleId, sampleSettlement } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { withFolder } from "./fixtures/folders.ts"
import { withFs } from "./fixtures/watchedFs.ts"

const id = sampleId(1)
const folderOf = (root: string) => path.join(root, "jobs", id.slice(0, 2), id)
const armed = sampleSettlement(6, {
  outcome: { _tag: "Orphaned", reason: "Unreported", evidence: "ended without a report" }
})
const exited = (stderrTail: string) =>
  sampleSettlement(7, {
    outcome: {
      _tag: "Failed",
      message: "it exited with code 7",
      defect: false,
      exitCode: 7,
      signal: null,
      stderrTail
    }
  })

const armedJob = (root: string) => {
  const store = FileJobStore.make({ root })
  Effect.runSync(store.submit(sampleCreated(1)))
  Effect.runSync(store.arm(id, armed))
  return store
}

const tooManyFiles = () =>
  Object.assign(new Error("EMFILE: too many open files"), { code: "EMFILE" })

/** A disk that has just become full: nothing new can be written, names can still be given. */
const noSpace = (file: unknown) => {
  if (String(file).includes("/.")) {
    throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" })
  }
}
const onFullDisk = <A>(body: () => A): A => {
  const { openSync, mkdirSync } = fs
  return withFs(
    {
      openSync: (file, ...rest) => {
        noSpace(file)
        return openSync(file, ...rest)
      },
      mkdirSync: ((...args: Parameters<typeof mkdirSync>) => {
        noSpace(args[0])
        return mkdirSync(...args)
      }) as typeof mkdirSync
    },
    body
  )
}

describe("the last gasp", () => {
  it("is told of the result and of the request to cancel that are on record", () =>
    withFolder((root) => {
      const store = armedJob(root)
      const result = { value: { answer: 42 }, at: 5 }
      Effect.runSync(store.publishOnce(id, "result", result))
      const told: Array<unknown> = []
      const decide: Parameters<typeof store.lastGasp>[1] = (...standing) => {
        told.push(...standing)
        return exited("")
      }
      assert.isTrue(store.lastGasp(id, decide))
      assert.deepStrictEqual(told, [null, result])
    }))
})

describe("the last gasp when nothing can be written", () => {
  it("records what was decided in the room that was reserved for it", () =>
    withFolder((root) => {
      const store = armedJob(root)
      assert.isTrue(onFullDisk(() => store.lastGasp(id, () => exited("a tail\n".repeat(300)))))
      assert.deepStrictEqual(
        Effect.runSync(store.facts(id)).settlement,
        exited("a tail\n".repeat(300))
      )
    }))

  for (const [fact, value] of [
    ["result", { value: { answer: 42 }, at: 5 }],
    ["cancel", sampleCancel()]
  ] as const) {
    it(`leaves the end to a reader where what was armed would go against the ${fact} on record`, () =>
      withFolder((root) => {
        const store = armedJob(root)
        Effect.runSync(store.publishOnce(id, fact, value))
        const { openSync } = fs
        const withoutDescriptors: typeof openSync = (file, ...rest) => {
          if (!String(file).endsWith(folderOf(root))) throw tooManyFiles()
          return openSync(file, ...rest)
        }
        const gasp = () => store.lastGasp(id, () => exited(""))
        assert.isFalse(withFs({ openSync: withoutDescriptors }, gasp))
        assert.isNull(Effect.runSync(store.facts(id)).settlement)
      }))
  }

  for (const [how, text, settlement] of [
    ["records what was decided, for it fits", "a tail", exited("a tail")],
    ["leaves the end to a reader, for what was decided does not fit", "x".repeat(9_000), null]
  ] as const) {
    it(`with a result on record ${how} into the room that was reserved`, () =>
      withFolder((root) => {
        const store = armedJob(root)
        Effect.runSync(store.publishOnce(id, "result", { value: { answer: 42 }, at: 5 }))
        const isTold = onFullDisk(() => store.lastGasp(id, () => exited(text)))
        assert.strictEqual(isTold, settlement !== null)
        assert.deepStrictEqual(Effect.runSync(store.facts(id)).settlement, settlement)
      }))
  }

  it("leaves the end to a reader where a result is on record and the room cannot be opened", () =>
    withFolder((root) => {
      const store = armedJob(root)
      Effect.runSync(store.publishOnce(id, "result", { value: { answer: 42 }, at: 5 }))
      const { openSync } = fs
      const readsOnly: typeof openSync = (file, flags, ...rest) => {
        if (/\/(\.[^/]*|armed\.json)$/.test(String(file))) throw tooManyFiles()
        return openSync(file, flags, ...rest)
      }
      const gasp = () => store.lastGasp(id, () => exited(""))
      assert.isFalse(withFs({ openSync: readsOnly }, gasp))
      assert.isNull(Effect.runSync(store.facts(id)).settlement)
    }))

  it("tells of an outcome that stands, though what it was put into could not be flushed at once", () =>
    withFolder((root) => {
      const store = armedJob(root)
      const outcome = exited("x".repeat(9_000))
      Effect.runSync(store.publishOnce(id, "result", { value: { answer: 42 }, at: 5 }))
      const { fsyncSync } = fs
      let refused = false
      const onceRefused: typeof fsyncSync = (fd) => {
        if (refused || !fs.fstatSync(fd).isDirectory()) return fsyncSync(fd)
        refused = true
        throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" })
      }
      assert.isTrue(withFs({ fsyncSync: onceRefused }, () => store.lastGasp(id, () => outcome)))
      assert.deepStrictEqual(Effect.runSync(store.facts(id)).settlement, outcome)
    }))

  it("records nothing when the writing itself fails", () =>
    withFolder((root) => {
      const store = armedJob(root)
      const writeSync = () => {
        throw Object.assign(new Error("EIO: i/o error"), { code: "EIO" })
      }
      const gasp = () => store.lastGasp(id, () => exited(""))
      assert.isFalse(withFs({ writeSync: writeSync as never }, gasp))
      assert.isNull(Effect.runSync(store.facts(id)).settlement)
    }))

  it("records what was armed when the decision does not fit", () =>
    withFolder((root) => {
      const store = armedJob(root)
      assert.isTrue(onFullDisk(() => store.lastGasp(id, () => exited("x".repeat(9_000)))))
      assert.deepStrictEqual(Effect.runSync(store.facts(id)).settlement, armed)
    }))

  it("works where there are no hard links", () =>
    withFolder((root) => {
      for (const name of ["active", "settled", "jobs"]) fs.mkdirSync(path.join(root, name))
      fs.writeFileSync(path.join(root, "format.json"), '{"version":1,"links":false}\n')
      const store = armedJob(root)
      assert.isTrue(onFullDisk(() => store.lastGasp(id, () => exited("a tail"))))
      assert.deepStrictEqual(Effect.runSync(store.facts(id)).settlement, exited("a tail"))
    }))

  it("never touches an outcome that stands, not even one that is the armed record itself (I2)", () =>
    withFolder((root) => {
      const store = armedJob(root)
      // A watcher outside may have linked it, as a shell would with `ln`.
      fs.linkSync(
        path.join(folderOf(root), "armed.json"),
        path.join(folderOf(root), "outcome.json")
      )
      const again = withFs({ existsSync: () => false }, () =>
        onFullDisk(() => store.lastGasp(id, () => exited("a tail")))
      )
      assert.isTrue(again)
      assert.deepStrictEqual(Effect.runSync(store.facts(id)).settlement, armed)
    }))

  it("writes through no symbolic link that stands for the armed record (F55)", () =>
    withFolder((root) => {
      const store = armedJob(root)
      const elsewhere = path.join(root, "elsewhere")
      fs.writeFileSync(elsewhere, "x".repeat(8_192))
      fs.rmSync(path.join(folderOf(root), "armed.json"))
      fs.symlinkSync(elsewhere, path.join(folderOf(root), "armed.json"))
      onFullDisk(() => store.lastGasp(id, () => exited("a tail")))
      assert.match(fs.readFileSync(elsewhere, "utf8"), /^x{8192}$/)
    }))

  it("answers that it could not when it was not armed", () =>
    withFolder((root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      assert.isFalse(onFullDisk(() => store.lastGasp(id, () => exited("a tail"))))
      assert.isNull(Effect.runSync(store.facts(id)).settlement)
    }))

  it("works on a disk that is really full, where submitting fails as NoSpace", (context) =>
    withFolder((folder) => {
      const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", folder])
      if (mounted.status !== 0) return context.skip("this machine permits no mount of a small disk")
      try {
        const root = path.join(folder, "root")
        const store = armedJob(root)
        const filler = fs.openSync(path.join(folder, "filler"), "w")
        try {
          while (true) fs.writeSync(filler, Buffer.alloc(4096))
        } catch (error) {
          assert.strictEqual((error as NodeJS.ErrnoException).code, "ENOSPC")
        } finally {
          fs.closeSync(filler)
        }
        const refused = Effect.runSync(Effect.flip(store.submit(sampleCreated(2))))
        assert.strictEqual(refused.reason, "NoSpace")
        const outcome = store.publishOnce(id, "outcome", exited("a tail"))
        const error = Effect.runSync(Effect.flip(outcome)) as { readonly reason?: string }
        assert.strictEqual(error.reason, "NoSpace")
        assert.deepStrictEqual(fs.readdirSync(folderOf(root)).toSorted(), [
          "armed.json",
          "created.json"
        ])
        assert.isTrue(store.lastGasp(id, () => exited("a tail")))
        assert.deepStrictEqual(Effect.runSync(store.facts(id)).settlement, exited("a tail"))
      } finally {
        spawnSync("umount", [folder])
      }
    }))
})
