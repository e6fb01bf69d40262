import { assert, describe, it } from "@effect/vitest"
import { openStartUp } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"
import { startUpName } from "../src/store/layout.ts"
import { withFolder } from "./fixtures/folders.ts"

describe.skipIf(process.platform === "win32")(
  "the file for what an owner says at its start",
  () => {
    it("is as private as the store is, and added to by who is started again", () =>
      withFolder((folder) => {
        const before = process.umask(0)
        try {
          for (const said of ["first\n", "second\n"]) {
            const file = openStartUp(path.join(folder, "log"))!
            fs.writeSync(file, said)
            fs.closeSync(file)
          }
        } finally {
          process.umask(before)
        }
        const file = path.join(folder, startUpName)
        assert.strictEqual(fs.statSync(file).mode & 0o777, 0o600)
        assert.strictEqual(fs.readFileSync(file, "utf8"), "first\nsecond\n")
      }))

    it("is not opened through a link that somebody put in its place", () =>
      withFolder((folder) => {
        const theirs = path.join(folder, "theirs")
        fs.writeFileSync(theirs, "mine")
        fs.symlinkSync(theirs, path.join(folder, startUpName))
        assert.isNull(openStartUp(path.join(folder, "log")))
        assert.strictEqual(fs.readFileSync(theirs, "utf8"), "mine")
      }))

    it("is done without where the job has no folder", () =>
      withFolder((folder) => {
        assert.isNull(openStartUp(null))
        assert.isNull(openStartUp(path.join(folder, "not", "there", "log")))
      }))
  }
)
