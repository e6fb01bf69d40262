import { assert, describe, it } from "@effect/vitest"
import * as fs from "node:fs"
import * as path from "node:path"
import { everyThreadEnds } from "../src/probe/everyThreadEnds.ts"
import { readProcess } from "../src/probe/readProcess.ts"
import { withFolder } from "./fixtures/folders.ts"
import { withFs } from "./fixtures/watchedFs.ts"

/** Answers these listings one after the other; `running` are not ending. */
const seen = (
  listings: ReadonlyArray<ReadonlyArray<string>>,
  running: ReadonlyArray<string> = []
) => {
  let next = 0
  return {
    list: () => listings[next++] ?? assert.fail("it listed once more"),
    ends: (thread: string) => !running.includes(thread)
  }
}

describe("everyThreadEnds", () => {
  it("needs two listings in which every thread ends", () => {
    assert.isTrue(everyThreadEnds(seen([["1", "2"], ["1"]])))
    assert.isFalse(everyThreadEnds(seen([["1", "2"], ["1"]], ["1"])))
  })

  it("is no while a thread runs whose starter has ended since", () => {
    assert.isFalse(everyThreadEnds(seen([["1"], ["1", "2"]])))
    assert.isFalse(everyThreadEnds(seen([["1"], ["1", "2"]], ["2"])))
  })

  it("is no when a number came to another thread in between", () => {
    let looks = 0
    const ends = () => (looks += 1) < 3
    assert.isFalse(everyThreadEnds({ list: () => ["1", "2"], ends }))
  })

  it("is no while a thread ran at the first look, though it ends at the second", () => {
    let listings = 0
    const list = () => {
      listings++
      return ["1", "2"]
    }
    assert.isFalse(everyThreadEnds({ list, ends: (thread) => thread === "1" || listings === 2 }))
  })

  it("is no when nothing can be seen", () => {
    assert.isFalse(everyThreadEnds({ list: () => [], ends: () => true }))
    const refused = () => {
      throw new Error("EACCES")
    }
    assert.isFalse(everyThreadEnds({ list: refused, ends: () => true }))
    assert.isFalse(everyThreadEnds({ list: () => ["1"], ends: refused }))
  })

  it.runIf(process.platform === "linux")(
    "I7 unknown-stays-unknown: is no while a thread may not be looked at (EMFILE)",
    () =>
      withFolder((folder) => {
        const line = fs.readFileSync("/proc/self/stat", "latin1")
        const end = line.lastIndexOf(")")
        const fields = line.slice(end + 2).split(" ")
        // PF_EXITING: the first thread has ended, and the others go on.
        fields[6] = String(Number(fields[6]) | 4)
        const ending = path.join(folder, "stat")
        fs.writeFileSync(ending, `${line.slice(0, end + 2)}${fields.join(" ")}`, "latin1")
        const { openSync } = fs
        const lookWhere = (threads: typeof openSync) =>
          withFs(
            {
              openSync: (file, ...rest) =>
                String(file).includes("/task/") ? threads(file, ...rest) : openSync(ending, ...rest)
            },
            () => readProcess(process.pid)
          )
        const refused = () => {
          throw Object.assign(new Error("too many open files"), { code: "EMFILE" })
        }
        const gone: typeof openSync = (_, ...rest) => openSync(ending, ...rest)
        assert.deepInclude(lookWhere(gone), { _tag: "Row", ending: true })
        assert.deepInclude(lookWhere(refused), { _tag: "Row", ending: false })
      })
  )
})
