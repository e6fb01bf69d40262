import { assert, describe, it } from "@effect/vitest"
import type { JobId } from "@job-lifecycle/engine"
import { sampleCreated, sampleId, sampleRead, sampleSettlement } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as path from "node:path"
import * as readline from "node:readline"
import * as FileJobStore from "../src/store/FileJobStore.ts"
import { bundled } from "./fixtures/bundled.ts"
import { withFolder } from "./fixtures/folders.ts"

type Said = Readonly<Record<string, unknown>>

/** One of the crowd; collects what it says. */
const start = async (script: string, root: string, what: "write" | "prune" | "read") => {
  const child = spawn(process.execPath, [script, root, what], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  const said: Array<Said> = []
  const lines = readline.createInterface(child.stdout)
  const ended = once(lines, "close")
  const ready = once(lines, "line")
  await ready
  lines.on("line", (line) => said.push(JSON.parse(line) as Said))
  const end = () => {
    child.stdin.end()
    return ended
  }
  return { child, said, end, ended }
}

type Started = Awaited<ReturnType<typeof start>>

const said = (crowd: ReadonlyArray<Started>, key: string): ReadonlyArray<unknown> =>
  crowd.flatMap((one) => one.said.filter((line) => key in line).map((line) => line[key]))

const killAll = (crowd: ReadonlyArray<Started>) => {
  for (const { child } of crowd) child.kill("SIGKILL")
}

const trashOf = (root: string) => {
  const trash = path.join(root, "trash")
  return fs.existsSync(trash) ? fs.readdirSync(trash) : []
}

describe("four pruners, writers and readers on one store", () => {
  it(
    "I8 nothing-lost: no open and no unread job is lost, no reader sees half a job, nothing is left over",
    () =>
      withFolder(async (folder) => {
        const script = await bundled("pruneChild", folder)
        const root = path.join(folder, "root")
        const writers = [await start(script, root, "write"), await start(script, root, "write")]
        const reader = await start(script, root, "read")
        const pruners = await Promise.all(
          Array.from({ length: 4 }, () => start(script, root, "prune"))
        )
        const crowd = [...writers, reader, ...pruners]
        try {
          while (said(writers, "read").length < 40) await once(writers[0]!.child.stdout!, "data")
          await Promise.all(crowd.map(({ end }) => end()))
          const last = await start(script, root, "prune")
          crowd.push(last)
          await last.end()
        } finally {
          killAll(crowd)
        }
        assert.deepStrictEqual(said([reader], "damaged"), [])
        const store = FileJobStore.make({ root })
        const factsOf = (id: unknown) => Effect.runSync(store.facts(id as JobId))
        for (const id of said(writers, "open")) assert.isNull(factsOf(id).settlement)
        for (const id of said(writers, "unread")) assert.isNotNull(factsOf(id).settlement)
        const removed = said(crowd, "removed").flat() as Array<readonly [string, string]>
        assert.deepStrictEqual(
          removed.filter(([, name]) => name !== "read"),
          []
        )
        const ids = removed.map(([id]) => id)
        assert.strictEqual(new Set(ids).size, ids.length, "two say that they removed one job")
        assert.isAbove(ids.length, 0)
        const left = Effect.runSync(store.find("")).map(factsOf)
        const newest = left.filter(({ created }) => created.request.name === "read")
        assert.isAtMost(newest.length, 3)
        assert.deepStrictEqual(trashOf(root), [])
      }),
    60_000
  )
})

describe("a pruner that is killed", () => {
  const count = 32
  /** Of four jobs each: one open, one unread, two read; nobody owned any. */
  const kindOf = (n: number) => (["open", "unread", "read", "read"] as const)[n % 4]!

  const fill = (root: string) => {
    const store = FileJobStore.make({ root })
    const outcome = { _tag: "Cancelled", by: "t", requestedAt: 1, reason: null } as const
    for (let n = 0; n < count; n++) {
      const id = sampleId(n)
      const settlement = sampleSettlement(n, { outcome, settledBy: "Reader" })
      Effect.runSync(
        Effect.gen(function* () {
          const created = sampleCreated(n)
          const limits = { ...created.request.limits, claimMillis: 2 ** 44 }
          yield* store.submit({ ...created, request: { ...created.request, limits } })
          if (kindOf(n) === "open") return
          yield* store.publishOnce(id, "claim", { _tag: "Void", nonce: "v", voidedAt: 1, outcome })
          yield* store.publishOnce(id, "outcome", settlement)
          yield* store.index(id, { settledAt: settlement.settledAt, active: false })
          if (kindOf(n) === "read") yield* store.publishOnce(id, "read", sampleRead())
        })
      )
    }
  }

  /** Kills a pruner when it has removed so many jobs, and a random moment more. */
  const killAfter = async (script: string, root: string, removals: number) => {
    const jobs = () => Effect.runSync(FileJobStore.make({ root }).find("")).length
    const pruner = await start(script, root, "prune")
    while (jobs() > count - removals) await new Promise(setImmediate)
    pruner.child.kill("SIGKILL")
    await pruner.ended
    return jobs()
  }

  it(
    "leaves nothing that the next one does not finish, at two dozen instants",
    () =>
      withFolder(async (folder) => {
        const script = await bundled("pruneChild", folder)
        const filled = path.join(folder, "filled")
        fill(filled)
        const roots = Array.from({ length: 24 }, (_, n) => path.join(folder, `root-${n}`))
        for (const [n, root] of roots.entries()) {
          fs.cpSync(filled, root, { recursive: true })
          await killAfter(script, root, n % 13)
        }
        for (const root of roots) {
          const store = FileJobStore.make({ root })
          Effect.runSync(store.sweep({ everywhere: true }))
          const listed = new Set<string>(Effect.runSync(store.settled(count)))
          const active = new Set<string>(Effect.runSync(store.active))
          for (let n = 0; n < count; n++) {
            const id = sampleId(n)
            const facts = Effect.runSync(Effect.result(store.facts(id)))
            const kept = facts._tag === "Success"
            if (!kept) assert.strictEqual(facts.failure._tag, "JobNotFound")
            if (kindOf(n) !== "read") assert.isTrue(kept, `${kindOf(n)} ${n}`)
            if (kept) assert.strictEqual(facts.success.read !== null, kindOf(n) === "read")
            assert.strictEqual(listed.has(id), kept && kindOf(n) !== "open", `listing of ${n}`)
            assert.strictEqual(active.has(id), kindOf(n) === "open", `active ${n}`)
          }
          assert.deepStrictEqual(trashOf(root), [])
        }
      }),
    60_000
  )
})
