import { assert, describe, it } from "@effect/vitest"
import { HostJobStore } from "@job-lifecycle/codex-companion"
import * as fs from "node:fs"
import * as path from "node:path"
import { appendLogBlock, appendLogLine, appendToLog, ownLog } from "../src/functions/jobLog.ts"
import { logCapBytes } from "../src/functions/jobLog.ts"
import { progressPreview } from "../src/present/progressPreview.ts"
import { earlierLog } from "../src/records/earlierLog.ts"
import { before } from "./ownPlugin/before.ts"
import { withFolder } from "./withFolder.ts"

const half = logCapBytes / 2
/** A line as long as an eighth of a half, with its number. */
const long = (n: number) => `${n} ${"x".repeat(half / 8 - 100)}`

const numbersIn = (text: string): ReadonlyArray<number> =>
  text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [, n, rest] = /^\[.+Z\] (\d+) (x*)$/.exec(line) ?? assert.fail(line.slice(0, 80))
      assert.lengthOf(rest!, half / 8 - 100)
      return Number(n)
    })

/** The numbers that are kept, in the order in which they are read. */
const keptIn = (log: string) =>
  [earlierLog(log), log].flatMap((file) =>
    fs.existsSync(file) ? numbersIn(fs.readFileSync(file, "utf8")) : []
  )

const withLog = (body: (log: string, host: HostJobStore.HostStore) => void) =>
  withFolder((folder) => {
    fs.mkdirSync(path.join(folder, "jobs"))
    const host = HostJobStore.make(folder)
    const log = path.join(folder, "jobs", "task-1.log")
    fs.writeFileSync(log, "")
    ownLog(log, () => host.files.renewLogCopy("task-1"))
    body(log, host)
  })

describe("the host's log of a job", () => {
  it("keeps its newest part within its cap, in whole lines, and the newest line always", () =>
    withLog((log) => {
      for (let n = 0; n < 40; n++) {
        appendLogLine(log, long(n))
        const kept = keptIn(log)
        assert.deepStrictEqual(
          kept,
          kept.map((_, at) => n - kept.length + 1 + at)
        )
        assert.isAtLeast(kept.length, Math.min(n + 1, 8))
        assert.isAtMost(kept.length, 16)
        const size = (file: string) => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0
        assert.isAtMost(size(log) + size(earlierLog(log)), logCapBytes)
      }
    }))

  it("is told from as before, right after it began anew too, and while it does", () =>
    withLog((log) => {
      for (let n = 0; n < 8; n++) appendLogLine(log, long(n))
      const lines = ["one", "two", "three"]
      for (const line of lines) appendLogLine(log, line)
      const step = "y".repeat(half - fs.statSync(log).size - 100)
      appendLogBlock(log, "Reasoning summary", step)
      for (const line of [...lines, "four"]) appendLogLine(log, line)
      assert.isAbove(fs.statSync(earlierLog(log)).size, half / 2)
      const newest = fs.statSync(log).size
      assert.isBelow(newest, 1000)
      const shown = ["two", "three", "four"]
      assert.deepStrictEqual(progressPreview(log, 3), shown)
      // Lines above the titled text are further back than a preview reads; those of both halves are not.
      assert.deepStrictEqual(progressPreview(log, 9).slice(-3), shown)
      let isOver = false
      const moveOn = (file: unknown) => {
        if (file !== earlierLog(log) || isOver) return
        isOver = true
        fs.renameSync(log, earlierLog(log))
        appendToLog(log, "[t] five\n")
      }
      assert.deepStrictEqual(
        before("openSync", moveOn, () => progressPreview(log, 3)),
        ["three", "four", "five"]
      )
      fs.rmSync(log)
      assert.deepStrictEqual(progressPreview(log, 1), ["four"])
    }))

  it("shows no line that was cut where the preview begins", () =>
    withLog((log) => {
      appendToLog(log, `[t] ${"[".repeat(65_535)}\n[t] whole\n`)
      assert.deepStrictEqual(progressPreview(log, 9), ["whole"])
    }))

  it("keeps of an answer that is larger than its half the title and the newest part, in whole characters", () =>
    withLog((log) => {
      appendLogLine(log, "first")
      for (const end of ["the end", "the end.", "the end.."]) {
        appendLogBlock(log, "Final output", `${"€".repeat(half / 2)}\n${end}`)
        const text = fs.readFileSync(log, "utf8")
        assert.isAtMost(fs.statSync(log).size, half)
        assert.isAbove(fs.statSync(log).size, half - 4)
        assert.match(text, /^\n\[.+Z\] Final output\n…€+\nthe end\.*\n$/)
        assert.isTrue(text.endsWith(`${end}\n`))
        if (end === "the end") assert.match(fs.readFileSync(earlierLog(log), "utf8"), /first\n$/)
      }
      appendLogLine(log, "word ".repeat(half))
      const [line = "", ...rest] = fs.readFileSync(log, "utf8").split("\n")
      assert.match(line, /^\[.+Z\] word /)
      assert.isBelow(line.length, 1_100)
      assert.match(rest.join("\n"), /^…[word ]+ word\n$/)
    }))

  it("is made room in by its job's owner alone: what somebody else says is added", () =>
    withLog((log) => {
      const other = path.join(path.dirname(log), "task-2.log")
      for (let n = 0; n < 20; n++) appendLogLine(other, long(n))
      assert.deepStrictEqual(numbersIn(fs.readFileSync(other, "utf8")).length, 20)
      assert.isFalse(fs.existsSync(earlierLog(other)))
    }))

  it("has what somebody says who was so slow that the log had gone twice meanwhile", () =>
    withLog((log) => {
      appendLogLine(log, long(0))
      let isSlow = true
      before(
        "appendFileSync",
        () => {
          if (!isSlow) return
          isSlow = false
          for (const each of [1, 2]) {
            fs.renameSync(log, earlierLog(log))
            fs.writeFileSync(log, String(each))
          }
        },
        () => appendLogLine(log, "late")
      )
      assert.match(fs.readFileSync(log, "utf8"), /^2\[.+Z\] late\n$/)
    }))

  it("goes on where no room can be made, and makes it when it can", () =>
    withLog((log) => {
      const held = () => {
        throw Object.assign(new Error("EBUSY"), { code: "EBUSY" })
      }
      for (let n = 0; n < 8; n++) appendLogLine(log, long(n))
      before("renameSync", held, () => appendLogLine(log, long(8)))
      assert.deepStrictEqual(keptIn(log), [0, 1, 2, 3, 4, 5, 6, 7, 8])
      appendLogLine(log, long(9))
      assert.deepStrictEqual(keptIn(log), [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
      assert.deepStrictEqual(numbersIn(fs.readFileSync(log, "utf8")), [9])
    }))

  it("comes back with its newest half when an older version takes it, and goes with its job in both", () =>
    withLog((log, { files }) => {
      for (let n = 0; n < 20; n++) appendLogLine(log, long(n))
      const text = fs.readFileSync(log, "utf8")
      fs.rmSync(log)
      files.restoreLog("task-1")
      assert.strictEqual(fs.readFileSync(log, "utf8"), text)
      files.forgetJob("task-1")
      assert.deepStrictEqual(fs.readdirSync(path.dirname(log)), [])
      assert.deepStrictEqual(
        fs.readdirSync(path.join(path.dirname(log), "../job-lifecycle/host/logs")),
        []
      )
    }))
})
