import { assert, describe, it } from "@effect/vitest"
import { identifyProcess, tokenVariable } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import { vi } from "vitest"
import { isDefunct } from "../src/probe/parseStat.ts"
import { readProcess } from "../src/probe/readProcess.ts"
import { ProcessTable } from "../src/stopping/ProcessTable.ts"
import { ProcfsProcessTable } from "../src/stopping/ProcfsProcessTable.ts"
import { withFs } from "./fixtures/watchedFs.ts"
import { startProcess } from "./startProcess.ts"
import { untilTrue } from "./untilTrue.ts"

describe.runIf(process.platform === "linux")("ProcfsProcessTable", () => {
  it.live("a signal reaches the process that was meant and not another with its number (I6)", () =>
    Effect.gen(function* () {
      const table = yield* ProcessTable
      const { child, pid } = yield* startProcess(["sleep", "600"])
      const { startTicks } = identifyProcess(pid)
      yield* table.signalIfSame({ pid, startTicks: startTicks! - 1 }, "SIGKILL")
      yield* table.signalIfSame({ pid, startTicks: startTicks! }, "SIGSTOP")
      // A SIGKILL sent before would have won over this stop.
      yield* untilTrue("it is stopped", () => {
        const seen = readProcess(pid)
        return seen._tag === "Absent" || (seen._tag === "Row" && "TZ".includes(seen.stat.state))
      })
      const seen = readProcess(pid)
      assert.strictEqual(seen._tag === "Row" ? seen.stat.state : seen._tag, "T")
      yield* table.signalIfSame({ pid, startTicks: startTicks! }, "SIGKILL")
      yield* untilTrue("its end is known", () => child.signalCode === "SIGKILL")
    }).pipe(Effect.provide(ProcfsProcessTable.layer))
  )

  it.live("a token is read wherever it stands, and from the variable of that very name alone", () =>
    Effect.gen(function* () {
      const table = yield* ProcessTable
      const tokenOf = (...variables: ReadonlyArray<string>) =>
        Effect.gen(function* () {
          const program = ["/bin/sleep", "600"]
          const { pid } = yield* startProcess(["/usr/bin/env", "-i", ...variables, ...program])
          // Not before: until then it has the environment of who started it.
          yield* untilTrue("it is that program", () =>
            fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("/bin/sleep")
          )
          return (yield* table.rows)?.find((row) => row.pid === pid)?.token
        })
      const ours = `${tokenVariable}=a=b`
      assert.deepStrictEqual(
        [
          yield* tokenOf(ours, "X=1", "Y=2"),
          yield* tokenOf("X=1", ours, "Y=2"),
          yield* tokenOf("X=1", ours),
          yield* tokenOf(`X_${ours}`),
          yield* tokenOf(`X=${ours}`)
        ],
        ["a=b", "a=b", "a=b", null, null]
      )
    }).pipe(Effect.provide(ProcfsProcessTable.layer))
  )

  for (const [name, call] of [
    ["listing", "readdirSync"],
    ["row", "openSync"],
    ["environment", "readFileSync"]
  ] as const) {
    it.effect(
      `I7 unknown-stays-unknown: no table is read where no descriptor is left for a ${name}`,
      () =>
        Effect.gen(function* () {
          const table = yield* ProcessTable
          assert.isNotNull(yield* table.rows)
          const refused = () => {
            throw Object.assign(new Error("too many open files"), { code: "EMFILE" })
          }
          const rows = () => withFs({ [call]: refused }, () => Effect.runPromise(table.rows))
          assert.isNull(yield* Effect.promise(rows))
        }).pipe(Effect.provide(ProcfsProcessTable.layer))
    )
  }

  it.effect(
    "a table is read again once a descriptor is left, before its work counts as unknown",
    () =>
      Effect.gen(function* () {
        const table = yield* ProcessTable
        const { readdirSync: list } = fs
        let refusals = 2
        const readdirSync = ((folder: string) => {
          if (refusals-- <= 0) return list(folder)
          throw Object.assign(new Error("too many open files"), { code: "EMFILE" })
        }) as typeof list
        const rows = () => withFs({ readdirSync }, () => Effect.runPromise(table.rows))
        assert.isNotNull(yield* Effect.promise(rows))
      }).pipe(Effect.provide(ProcfsProcessTable.layer))
  )

  it.live(
    "who is started after the processes were listed, perhaps by one that ends unread, is read",
    () =>
      Effect.gen(function* () {
        const table = yield* ProcessTable
        const { pid } = yield* startProcess(["sleep", "600"])
        const { readdirSync: list } = fs
        let listings = 0
        const readdirSync = ((folder: string) =>
          listings++ === 0
            ? list(folder).filter((name) => name !== String(pid))
            : list(folder)) as typeof list
        const rows = withFs({ readdirSync }, () => Effect.runSync(table.rows))
        assert.lengthOf(rows?.filter((row) => row.pid === pid) ?? [], 1)
      }).pipe(Effect.provide(ProcfsProcessTable.layer))
  )

  it.live("a table in which somebody is new at every listing has an end", () =>
    Effect.gen(function* () {
      const table = yield* ProcessTable
      let listings = 0
      const endless = (() => [String(process.pid), `${2 ** 31 + listings++}`]) as unknown
      const readdirSync = endless as typeof fs.readdirSync
      const rows = withFs({ readdirSync }, () => Effect.runSync(table.rows))
      assert.deepStrictEqual(
        rows?.map((row) => row.pid),
        [process.pid]
      )
    }).pipe(Effect.provide(ProcfsProcessTable.layer))
  )

  it.live("a process that is dead and not collected is over, in the table and at a look", () =>
    Effect.gen(function* () {
      const table = yield* ProcessTable
      const { line } = yield* startProcess(["sh", "-c", "sleep 0.1 & echo $!; exec sleep 600"])
      const pid = Number(yield* line)
      yield* untilTrue("it is dead", () => {
        const seen = readProcess(pid)
        return seen._tag === "Row" && isDefunct(seen.stat)
      })
      const row = (yield* table.rows)?.find((each) => each.pid === pid)
      assert.deepInclude(row, { alive: false, token: null })
      assert.strictEqual(yield* table.lookAt(row!), "Gone")
    }).pipe(Effect.provide(ProcfsProcessTable.layer))
  )

  it.effect("a process whose number another one has is gone (I6)", () =>
    Effect.gen(function* () {
      const table = yield* ProcessTable
      const { pid, startTicks } = ourselves()
      assert.strictEqual(yield* table.lookAt({ pid, startTicks }), "Alive")
      assert.strictEqual(yield* table.lookAt({ pid, startTicks: startTicks - 1 }), "Gone")
    }).pipe(Effect.provide(ProcfsProcessTable.layer))
  )

  it.effect("a process whose row is kept from us may be the one that is meant (I7)", () =>
    Effect.gen(function* () {
      const table = yield* ProcessTable
      const openSync = () => {
        throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" })
      }
      const seen = withFs({ openSync }, () => Effect.runSync(table.lookAt(ourselves())))
      assert.strictEqual(seen, "Hidden")
    }).pipe(Effect.provide(ProcfsProcessTable.layer))
  )

  it.effect("the first process is never signalled, whatever a record says (I6, F55)", () =>
    Effect.gen(function* () {
      const table = yield* ProcessTable
      const kill = vi.spyOn(process, "kill").mockReturnValue(true)
      yield* Effect.addFinalizer(() => Effect.sync(() => kill.mockRestore()))
      const { startTicks } = identifyProcess(1)
      yield* table.signalIfSame({ pid: 1, startTicks: startTicks! }, "SIGTERM")
      assert.deepStrictEqual(kill.mock.calls, [])
      yield* table.signalIfSame(ourselves(), "SIGCONT")
      assert.deepStrictEqual(kill.mock.calls, [[process.pid, "SIGCONT"]])
    }).pipe(Effect.provide(ProcfsProcessTable.layer))
  )

  it.effect("a signal that is refused is no failure: the next reading tells", () =>
    Effect.gen(function* () {
      const table = yield* ProcessTable
      const kill = vi.spyOn(process, "kill").mockImplementation(() => {
        throw Object.assign(new Error("EPERM: operation not permitted"), { code: "EPERM" })
      })
      yield* Effect.addFinalizer(() => Effect.sync(() => kill.mockRestore()))
      const exit = yield* Effect.exit(table.signalIfSame(ourselves(), "SIGCONT"))
      assert.deepStrictEqual([exit._tag, kill.mock.calls.length], ["Success", 1])
    }).pipe(Effect.provide(ProcfsProcessTable.layer))
  )
})

const ourselves = () => ({
  pid: process.pid,
  startTicks: identifyProcess(process.pid).startTicks!
})
