import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { openJobLifecycle } from "@job-lifecycle/node"
import { withFolder } from "./fixtures/folders.ts"
import { startProcess } from "./startProcess.ts"

const workspace = path.resolve(import.meta.dirname, "../../..")
const fixture = path.join(import.meta.dirname, "fixtures/tryStore.ts")

/** What comes of a submission and of a listing on a store that is there, where Node allows this. */
const triedUnder = (...allowed: ReadonlyArray<string>) =>
  withFolder(async (root) => {
    const jobs = await openJobLifecycle({ root })
    await jobs.submit({})
    await jobs.close()
    const flags = ["--conditions=source", "--permission", ...allowed]
    const { lines } = await Effect.runPromise(
      Effect.scoped(
        Effect.flatMap(startProcess([process.execPath, ...flags, fixture, root]), ({ end }) => end)
      )
    )
    return lines
  })

describe("under Node's permission model (F36)", () => {
  it("no job is recorded that could not be flushed, whatever may be written, and jobs are listed", async () => {
    const [submitted, listed] = await triedUnder("--allow-fs-read=*", "--allow-fs-write=*")
    assert.match(submitted!, /^NotWritable: .*[^.]\. Check that you may write there/)
    assert.strictEqual(listed, "done")
  })

  it("a store that may be read is listed, and tells that it may not be written", async () => {
    const [submitted, listed] = await triedUnder("--allow-fs-read=*")
    assert.match(submitted!, /^NotWritable: .*[^.]\. Check that you may write there/)
    assert.strictEqual(listed, "done")
  })

  it("a store that may not be read is told as such", async () => {
    const [, listed] = await triedUnder(`--allow-fs-read=${workspace}`)
    assert.match(listed!, /^Unreadable: .*[^.]\. Check that the folder exists/)
  })
})
