import { afterEach, assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import { vi } from "vitest"
import { examineRoot } from "../src/doctor/examineRoot.ts"
import { examineSpace } from "../src/doctor/examineSpace.ts"
import { StoreRoot } from "../src/store/StoreRoot.ts"
import { withFolder } from "./fixtures/folders.ts"
import { withFs } from "./fixtures/watchedFs.ts"

/** A file system that says this of itself. */
const saying = (said: object): Partial<typeof fs> => ({
  statfsSync: (() => ({
    type: 0,
    bavail: 2 ** 30,
    bsize: 4096,
    files: 0,
    ffree: 0,
    ...said
  })) as never
})

/** What one check of a root comes to that is not there yet. */
const found = (check: string, root: string, fake: Partial<typeof fs> = {}) =>
  withFs(fake, () => {
    const { findings } = examineRoot(new StoreRoot(root), "from a test")
    const finding = findings.find((each) => each.check === check)
    return `${finding?.verdict}: ${finding?.text}`
  })

afterEach(() => void vi.unstubAllEnvs())

describe.runIf(process.platform === "linux")("the place of a root", () => {
  it("among temporary files is a warning", () =>
    withFolder((folder) => {
      vi.stubEnv("TMPDIR", folder)
      assert.match(found("place", path.join(folder, "root"), saying({})), /^warning: .*temporary/)
    }))

  it.each([
    ["that lasts", 0xef53, /^ok: /],
    ["in memory", 0x01021994, /^warning: .*in memory/],
    ["of a network", 0x6969, /^warning: .*network/]
  ] as const)("on a file system %s", (_, type, verdict) =>
    withFolder((folder) => {
      vi.stubEnv("TMPDIR", path.join(folder, "temporary"))
      assert.match(found("place", path.join(folder, "root"), saying({ type })), verdict)
    })
  )

  it("is no trouble for want of secrecy while no store is there", () =>
    withFolder((folder) => {
      fs.chmodSync(folder, 0o755)
      assert.match(found("access", path.join(folder, "root")), /^ok: .* is writable/)
    }))
})

describe("the room where jobs are kept", () => {
  const mebibyte = 1024 * 1024
  it.each([
    ["enough", {}, "ok"],
    ["a little", { bsize: 1, bavail: 50 * mebibyte }, "warning"],
    ["next to nothing", { bsize: 1, bavail: mebibyte - 1 }, "problem"],
    ["for few files", { files: 10_000, ffree: 3 }, "warning"],
    ["for many files", { files: 10_000, ffree: 5_000 }, "ok"]
  ] as const)("is told: %s", (_, said, verdict) => {
    assert.strictEqual(withFs(saying(said), () => examineSpace("/")).verdict, verdict)
  })
})
