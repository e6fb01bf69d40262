import { assert, describe, it } from "@effect/vitest"
import { sampleCreated, sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { readProcessScope } from "../src/probe/readProcessScope.ts"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { JobFiles } from "../src/store/JobFiles.ts"
import type { Instant } from "../src/store/lease.ts"
import { doubtLease, instantOf, leaseAge, renewLease } from "../src/store/lease.ts"
import { StoreRoot } from "../src/store/StoreRoot.ts"
import { withFolder } from "./fixtures/folders.ts"
import { withFs } from "./fixtures/watchedFs.ts"

const id = sampleId(1)
const hour = 3_600_000

/** Of a process whose clock is an hour ahead, and has no other in common with anybody. */
const ahead = (): Instant => ({ clock: null, monotonicMillis: 0, wallMillis: Date.now() + hour })
const booted = (monotonicMillis: number): Instant => ({ ...ahead(), clock: "b", monotonicMillis })

const withJob = (body: (files: JobFiles, folder: string) => void) =>
  withFolder((root) => {
    Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(1)))
    body(new JobFiles(new StoreRoot(root)), path.join(root, "jobs", id.slice(0, 2), id))
  })

/** How many of the files that `body` opened it left open. */
const leftOpenBy = (body: () => void): number => {
  const { closeSync, openSync } = fs
  let open = 0
  const counting = {
    openSync: (...args: Parameters<typeof openSync>) => {
      const fd = openSync(...args)
      open++
      return fd
    },
    closeSync: (fd: number) => {
      open--
      closeSync(fd)
    }
  }
  withFs(counting, body)
  return open
}

describe("what is noted of a lease", () => {
  it("is as old as the clock of the files says, whatever that of its reader says (I4, F48)", () =>
    withJob((files) => {
      renewLease(files, id, "n", ahead())
      assert.isBelow(leaseAge(files, id, "n", ahead())!, hour)
      assert.strictEqual(doubtLease(files, id, "frozen", ahead()), 0)
      assert.isBelow(doubtLease(files, id, "frozen", ahead()), hour)
    }))

  it("takes no descriptor and leaves no file, however often it is asked for (F45)", () =>
    withJob((files, folder) => {
      renewLease(files, id, "n", ahead())
      const look = () => {
        leaseAge(files, id, "n", ahead())
        doubtLease(files, id, "frozen", ahead())
      }
      assert.strictEqual(leftOpenBy(look), 0)
      assert.sameMembers(fs.readdirSync(folder), [".doubt", ".lease", "created.json"])
    }))

  for (const torn of ["", "{", '{"about":"n","clock":"b"}', "null", "[]"]) {
    it(`says nothing where a power cut has left ${JSON.stringify(torn)} of it, and is noted anew (F54)`, () =>
      withJob((files, folder) => {
        for (const name of [".lease", ".doubt"]) fs.writeFileSync(path.join(folder, name), torn)
        assert.isNull(leaseAge(files, id, "n", booted(0)))
        assert.strictEqual(doubtLease(files, id, "frozen", booted(5)), 0)
        assert.strictEqual(doubtLease(files, id, "frozen", booted(9)), 4)
        renewLease(files, id, "n", booted(1))
        assert.strictEqual(leaseAge(files, id, "n", booted(8)), 7)
      }))
  }

  it.runIf(process.platform === "linux")(
    "is on one clock with others of the boot only inside a time namespace (I4)",
    () => {
      const { bootId, timeNamespace } = readProcessScope()
      assert.strictEqual(instantOf(0, 0).clock, `${bootId} ${timeNamespace ?? "-"}`)
    }
  )
})
