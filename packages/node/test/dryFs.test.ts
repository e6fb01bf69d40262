import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import { dryFs } from "../src/rehearsal/dryFs.ts"
import { realFs } from "../src/store/realFs.ts"
import { withFolder } from "./fixtures/folders.ts"

const { O_APPEND, O_CREAT, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = fs.constants

describe("a disk that is never changed", () => {
  it("is read as it is, and what was opened for that is closed", () =>
    withFolder(async (folder) => {
      const file = path.join(folder, "file")
      fs.writeFileSync(file, "whole")
      const closed: Array<number> = []
      const closeSync = (fd: number) => {
        closed.push(fd)
        fs.closeSync(fd)
      }
      const dry = dryFs({ ...realFs, closeSync })
      const fd = dry.openSync(file, O_RDONLY)
      const bytes = Buffer.alloc(9)
      const length = dry.readSync(fd, bytes, 0, bytes.length, 0)
      dry.closeSync(fd)
      assert.deepStrictEqual([bytes.toString("utf8", 0, length), closed], ["whole", [fd]])
    }))

  it.for([
    ["for writing", O_WRONLY],
    ["for reading and writing", O_RDWR],
    ["to be emptied", O_WRONLY | O_TRUNC],
    ["to be added to", O_WRONLY | O_APPEND],
    ["to be made", O_RDONLY | O_CREAT]
  ] as const)("has nothing opened %s", ([, flags]) =>
    withFolder(async (folder) => {
      const [file, none] = [path.join(folder, "file"), path.join(folder, "none")]
      fs.writeFileSync(file, "whole")
      const dry = dryFs(realFs)
      for (const place of [file, none]) {
        const fd = dry.openSync(place, flags)
        assert.strictEqual(dry.writeSync(fd, Buffer.from("other"), 1), 4)
        dry.fsyncSync(fd)
        dry.closeSync(fd)
      }
      assert.strictEqual(fs.readFileSync(file, "utf8"), "whole")
      assert.deepStrictEqual(fs.readdirSync(folder), ["file"])
    })
  )
})
