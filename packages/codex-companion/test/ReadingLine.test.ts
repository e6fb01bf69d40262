import { assert, describe, it } from "@effect/vitest"
import * as path from "node:path"
import { pathToFileURL } from "node:url"
import { isReading, parseLine } from "../src/early/ReadingLine.ts"
import { ownPlugin } from "./ownPlugin/ownPlugin.ts"

const host = pathToFileURL(path.join(ownPlugin, "scripts/lib/"))

describe("a command line that reads", () => {
  it("is read as the host reads it: where it is asked for, of which job, as one word or many", async () => {
    const elsewhere = path.resolve("elsewhere")
    for (const [argv, cwd, reference, options] of [
      [[], process.cwd(), "", {}],
      [[""], process.cwd(), "", {}],
      [["  "], process.cwd(), "", {}],
      [["task-1"], process.cwd(), "task-1", {}],
      [["task-1 --json"], process.cwd(), "task-1", { json: true }],
      [["--cwd", "elsewhere"], elsewhere, "", { cwd: "elsewhere" }],
      [["-C", "elsewhere", "task-1"], elsewhere, "task-1", { cwd: "elsewhere" }],
      [['-C "elsewhere" task-1 task-2'], elsewhere, "task-1", { cwd: "elsewhere" }]
    ] as const) {
      const line = await parseLine("status", argv, host)
      assert.deepStrictEqual(line, { command: "status", cwd, reference, options }, argv.join("|"))
    }
  })

  it("takes of each command the options that the host knows of it", async () => {
    const known = async (command: "status" | "result" | "cancel") => {
      const argv = ["--all", "--wait", "--timeout-ms=7", "--poll-interval-ms=8", "--json"]
      return Object.keys((await parseLine(command, argv, host)).options)
    }
    assert.deepStrictEqual(await known("status"), [
      "all",
      "wait",
      "timeout-ms",
      "poll-interval-ms",
      "json"
    ])
    for (const command of ["result", "cancel"] as const) {
      assert.deepStrictEqual(await known(command), ["json"])
    }
  })

  it("is one of three commands, and no word that every object has", () => {
    for (const command of ["status", "result", "cancel"]) assert.isTrue(isReading(command))
    for (const command of ["task", "", undefined, "constructor", "toString"]) {
      assert.isFalse(isReading(command))
    }
  })
})
