import { assert, describe, it } from "@effect/vitest"
import { HostJobStore, jobIdOf } from "@job-lifecycle/codex-companion"
import type { HostStore } from "@job-lifecycle/codex-companion"
import { sampleSettlement } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { recordIn, run, settle, statusesIn, submit } from "./projectionWorld.ts"
import { withFolder } from "./withFolder.ts"

/** Settles a job as whoever finds it dead does. */
const bury = ({ store }: HostStore, hostId: string, n: number) => {
  const id = jobIdOf(hostId)
  const settlement = sampleSettlement(n, { settledBy: "Reader" })
  Effect.runSync(store.publishOnce(id, "outcome", settlement))
  for (const active of [true, false, true]) {
    Effect.runSync(store.index(id, { settledAt: settlement.settledAt, active }))
  }
}

const running = (folder: string, ...ids: ReadonlyArray<string>) => {
  const host = HostJobStore.make(folder)
  ids.forEach((id, n) => submit(host, id, n + 1))
  ids.forEach((id) => run(host, id))
  return host
}

const activeIn = ({ store }: HostStore) => Effect.runSync(store.active)
const settledIn = ({ store }: HostStore) => Effect.runSync(store.settled(9))

describe("what a look settles", () => {
  it("is told to the host in one list, and only then listed by the store (I9)", () =>
    withFolder(async (folder) => {
      const ids = ["task-1", "task-2", "task-3"]
      const host = running(folder, ...ids)
      const written: Array<number> = []
      const write = host.files.writeState.bind(host.files)
      host.files.writeState = (state) => {
        written.push(activeIn(host).length)
        write(state)
      }
      await host.together(async () => {
        ids.forEach((id, n) => bury(host, id, n + 1))
        assert.deepStrictEqual(new Set(Object.values(statusesIn(folder))), new Set(["running"]))
      })
      assert.deepStrictEqual(written, [3])
      assert.deepStrictEqual(activeIn(host), [])
      assert.sameMembers([...settledIn(host)], ids.map(jobIdOf))
      for (const id of ids) {
        assert.strictEqual(statusesIn(folder)[id], "completed")
        assert.strictEqual(recordIn(folder, id).status, "completed")
      }
    }))

  it("is told though the look broke, and though a record of its jobs could not be written (F24)", () =>
    withFolder(async (folder) => {
      const host = running(folder, "task-1", "task-2")
      const write = host.files.writeJob.bind(host.files)
      let isHeld = true
      host.files.writeJob = (record) => {
        if (record.id !== "task-1" || !isHeld) return write(record)
        isHeld = false
        throw new Error("EIO")
      }
      const looked = host.together(async () => {
        bury(host, "task-1", 1)
        bury(host, "task-2", 2)
        throw new Error("it broke")
      })
      assert.strictEqual(await looked.catch((error: Error) => error.message), "it broke")
      assert.isFalse(isHeld)
      for (const id of ["task-1", "task-2"]) {
        assert.strictEqual(statusesIn(folder)[id], "completed")
        assert.strictEqual(recordIn(folder, id).status, "completed")
      }
      assert.deepStrictEqual(activeIn(host), [])
    }))

  it("waits for no other look, and what a job says itself waits for none", () =>
    withFolder(async (folder) => {
      const host = running(folder, "task-1", "task-2")
      await host.together(async () => {
        await host.together(async () => bury(host, "task-1", 1))
        assert.deepStrictEqual(statusesIn(folder), { "task-1": "completed", "task-2": "running" })
        settle(host, "task-2", 2)
        assert.strictEqual(statusesIn(folder)["task-2"], "completed")
      })
      assert.deepStrictEqual(activeIn(host), [])
    }))

  it("is not listed any more where it was removed meanwhile (I8)", () =>
    withFolder(async (folder) => {
      const host = running(folder, "task-1")
      await host.together(async () => {
        bury(host, "task-1", 1)
        assert.strictEqual(
          Effect.runSync(host.store.remove(jobIdOf("task-1"), () => true)),
          "Removed"
        )
      })
      assert.deepStrictEqual(settledIn(host), [])
      assert.deepStrictEqual(statusesIn(folder), {})
    }))
})
