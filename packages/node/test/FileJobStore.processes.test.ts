import { assert, describe, it } from "@effect/vitest"
import {
  sampleCancel,
  sampleCreated,
  sampleId,
  sampleProgress,
  sampleSettlement
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as path from "node:path"
import * as readline from "node:readline"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { realFs } from "../src/store/realFs.ts"
import { watchFolder } from "../src/store/watchFolder.ts"
import { withFolder } from "./fixtures/folders.ts"
import { withFs } from "./fixtures/watchedFs.ts"

const id = sampleId(1)
const script = path.join(import.meta.dirname, "fixtures/storeChild.ts")

const start = (...args: ReadonlyArray<string>) => {
  const child = spawn(process.execPath, ["--conditions=source", script, ...args], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  const lines = readline.createInterface(child.stdout)[Symbol.asyncIterator]()
  const next = async () => JSON.parse((await lines.next()).value as string) as unknown
  return { child, next, exited: once(child, "exit") }
}

const kill = (child: ChildProcess) => child.kill("SIGKILL")

describe("several processes on one store", () => {
  it(
    "I2 first-outcome-stands: of eight processes that settle the same jobs, one wins each",
    () =>
      withFolder(async (root) => {
        const store = FileJobStore.make({ root })
        const ids = Array.from({ length: 40 }, (_, n) => sampleId(n))
        for (const n of ids.keys()) Effect.runSync(store.submit(sampleCreated(n)))
        const rivals = Array.from({ length: 8 }, () => start(root, "race", ids.join(",")))
        try {
          for (const rival of rivals) assert.strictEqual(await rival.next(), "ready")
          for (const { child } of rivals) child.stdin.end("go\n")
          const winners = new Map<string, Array<number | undefined>>(ids.map((one) => [one, []]))
          for (const { child, next } of rivals) {
            for (const won of (await next()) as Array<string>) winners.get(won)!.push(child.pid)
          }
          for (const [one, pids] of winners) {
            assert.lengthOf(pids, 1, `winners of ${one}`)
            const facts = Effect.runSync(store.facts(one as typeof id))
            assert.strictEqual(facts.settlement?.nonce, `outcome-${pids[0]}`)
          }
          await Promise.all(rivals.map((rival) => rival.exited))
        } finally {
          for (const { child } of rivals) kill(child)
        }
      }),
    60_000
  )

  it(
    "of eight processes that make the same stores at the same instant, all succeed",
    () =>
      withFolder(async (folder) => {
        const names = Array.from({ length: 25 }, (_, n) => String(n))
        // The first ones are there already, and empty.
        for (const name of names.slice(0, 12)) {
          fs.mkdirSync(path.join(folder, name, "root"), { recursive: true })
        }
        const makers = Array.from({ length: 8 }, () => start(folder, "make", names.join(",")))
        try {
          for (const maker of makers) assert.strictEqual(await maker.next(), "ready")
          for (const { child } of makers) child.stdin.end("go\n")
          for (const { next } of makers) {
            assert.deepStrictEqual(
              await next(),
              names.map(() => "Won")
            )
          }
          for (const name of names) {
            const store = FileJobStore.make({ root: path.join(folder, name, "root") })
            assert.lengthOf(Effect.runSync(store.active), makers.length)
          }
          await Promise.all(makers.map((maker) => maker.exited))
        } finally {
          for (const { child } of makers) kill(child)
        }
      }),
    60_000
  )

  it(
    "I8 nothing-lost: what a killed process was told to be done is there, whole",
    () =>
      withFolder(async (root) => {
        for (let round = 0; round < 3; round++) {
          const own = path.join(root, String(round))
          const { child, next, exited } = start(own, "hammer")
          let done = 0
          try {
            while (done < 20 + round * 7) done = (await next()) as number
          } finally {
            kill(child)
          }
          await exited
          const store = FileJobStore.make({ root: own })
          const listed = new Set(Effect.runSync(store.settled(100_000)))
          for (let n = 1; n <= done; n++) {
            const facts = Effect.runSync(store.facts(sampleId(n)))
            assert.deepStrictEqual(facts.settlement, sampleSettlement(n))
            assert.isTrue(listed.has(sampleId(n)))
          }
          // Beyond that there may be one more, cut anywhere: a job, half a job or none, never damage.
          for (const one of Effect.runSync(store.find(""))) {
            const exit = Effect.runSync(Effect.result(store.facts(one)))
            if (exit._tag === "Failure") assert.strictEqual(exit.failure._tag, "JobNotFound")
            else assert.deepStrictEqual(exit.success.unreadable, [])
          }
        }
      }),
    60_000
  )
})

describe("changes in files", () => {
  /** The poll is out of reach, so every emission but the first is an event. */
  const watching = Effect.fnUntraced(function* (root: string) {
    const folder = path.join(root, "jobs", id.slice(0, 2), id)
    const seen = yield* Queue.unbounded<void>()
    const wake = () => void Queue.offerUnsafe(seen, undefined)
    yield* watchFolder(realFs, folder, wake, "1 day")
    yield* Queue.take(seen)
    return Queue.take(seen)
  })

  it("are told by events, from this process and from others", () =>
    withFolder((root) =>
      Effect.runPromise(
        Effect.scoped(
          Effect.gen(function* () {
            const store = FileJobStore.make({ root })
            yield* store.submit(sampleCreated(1))
            const seen = yield* watching(root)
            yield* store.publishOnce(id, "cancel", sampleCancel())
            yield* seen
            yield* store.putProgress(id, sampleProgress())
            yield* seen
            const { exited } = start(root, "settle")
            yield* Effect.promise(() => exited)
            while ((yield* store.standing(id, "outcome")) === null) yield* seen
          })
        )
      )
    ))

  it("are found by the poll where a watch cannot be had", () =>
    withFolder((root) =>
      Effect.runPromise(
        Effect.scoped(
          Effect.gen(function* () {
            const seen = yield* Queue.unbounded<void>()
            const wake = () => void Queue.offerUnsafe(seen, undefined)
            yield* watchFolder(realFs, path.join(root, "absent"), wake, "1 millis")
            yield* Queue.take(seen)
            yield* Queue.take(seen)
            yield* Queue.take(seen)
          })
        )
      )
    ))

  it("leave no watcher behind when their scope closes (I12 nothing-leaks)", () =>
    withFolder(async (root) => {
      const store = FileJobStore.make({ root })
      Effect.runSync(store.submit(sampleCreated(1)))
      let opened = 0
      let closed = 0
      const { watch } = fs
      const counting = ((...args: Parameters<typeof watch>) => {
        const watcher = watch(...args)
        opened++
        watcher.once("close", () => closed++)
        return watcher
      }) as typeof watch
      const scope = Scope.makeUnsafe()
      await withFs({ watch: counting }, () =>
        Effect.runPromise(
          Scope.provide(
            store.changes(id, () => {}),
            scope
          )
        )
      )
      assert.strictEqual(opened, 1)
      await Effect.runPromise(Scope.close(scope, Exit.void))
      await new Promise(setImmediate)
      assert.strictEqual(closed, 1)
    }))

  it("are watched for anew where the folder was removed and made again", () =>
    withFolder(async (root) => {
      const folder = path.join(root, "watched")
      const open = new Set<unknown>()
      let opened = 0
      const { watch } = fs
      const counting = ((...args: Parameters<typeof watch>) => {
        const watcher = watch(...args)
        opened++
        open.add(watcher)
        watcher.once("close", () => open.delete(watcher))
        return watcher
      }) as typeof watch
      fs.mkdirSync(folder)
      await withFs({ watch: counting }, () =>
        Effect.runPromise(
          Effect.scoped(
            Effect.gen(function* () {
              const seen = yield* Queue.unbounded<void>()
              const wake = () => void Queue.offerUnsafe(seen, undefined)
              yield* watchFolder(realFs, folder, wake, "1 millis")
              assert.strictEqual(opened, 1)
              fs.rmdirSync(folder)
              while (open.size > 0) yield* Queue.take(seen)
              fs.mkdirSync(folder)
              while (open.size < 1) yield* Queue.take(seen)
              assert.strictEqual(opened, 2)
            })
          )
        )
      )
      await new Promise(setImmediate)
      assert.strictEqual(open.size, 0)
    }))

  it("keep no process open", () =>
    withFolder(async (root) => {
      Effect.runSync(FileJobStore.make({ root }).submit(sampleCreated(1)))
      const { child, next, exited } = start(root, "watch")
      child.stdin.end()
      assert.strictEqual(await next(), "changed")
      assert.deepStrictEqual(await exited, [0, null])
    }))
})
