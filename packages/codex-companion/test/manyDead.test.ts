import { assert, describe, it } from "@effect/vitest"
import {
  buildStatusSnapshot,
  checkStopGate,
  endSession,
  readStoredJob,
  resolveStateDir,
  sweepJobs
} from "@job-lifecycle/codex-companion"
import * as fs from "node:fs"
import * as path from "node:path"
import { vi } from "vitest"
import { ask } from "./doors.ts"
import { factOf, stateIn, withEnvironment, withWorkspace } from "./hostFolder.ts"
import { before } from "./ownPlugin/before.ts"
import { withHost } from "./startHost.ts"

vi.setConfig({ testTimeout: 120_000 })

const idsOf = (count: number) => Array.from({ length: count }, (_, n) => `task-${n}`)

/** Jobs of ours whose process is killed. */
const killed = (workspace: string, count: number) =>
  withHost(["many", workspace, "task", String(count)], async ({ child, end, line }) => {
    assert.strictEqual(await line(), "running")
    child.kill("SIGKILL")
    await end()
    assert.isTrue(stateIn(workspace).jobs.every(({ status }) => status === "running"))
  })

/** What a look does to the list, and how often it opens what is on record of one job. */
const observed = async (workspace: string, look: () => Promise<unknown>) => {
  const list = path.join(resolveStateDir(workspace), "state.json")
  const record = path.dirname(factOf(workspace, "task-0", "created.json"))
  const seen = { written: 0, read: 0, opened: 0 }
  const written = (_: unknown, to: unknown) => {
    if (to === list) seen.written++
  }
  const opened = (file: unknown) => {
    if (file === list) seen.read++
    if (String(file).startsWith(record)) seen.opened++
  }
  await before("renameSync", written, () => before("openSync", opened, look))
  return seen
}

/** Loaded first, it notes each file that its process puts into place. */
const countingWrites = `
import fs from "node:fs"
import { syncBuiltinESMExports } from "node:module"
const rename = fs.renameSync
fs.renameSync = (from, to) => {
  fs.appendFileSync(process.env.WRITES, to + "\\n")
  rename(from, to)
}
syncBuiltinESMExports()
`

const looks: Readonly<Record<string, (workspace: string) => Promise<unknown>>> = {
  "a status": (workspace) => buildStatusSnapshot(workspace, { env: {} }),
  "the gate at a session's stop": (workspace) => checkStopGate(workspace, "s1"),
  "the start of a session": sweepJobs,
  "the end of their session": (workspace) => endSession(workspace, "s1"),
  "the end of another session": async (workspace) => {
    await endSession(workspace, "s2")
    await checkStopGate(workspace, "s2")
  }
}

describe("many dead jobs of ours", () => {
  for (const [what, look] of Object.entries(looks)) {
    it(`cost ${what} as many writes of the list as one, and each as many reads (I11)`, async () => {
      const cost = (count: number) =>
        withWorkspace(async (workspace) => {
          await killed(workspace, count)
          const seen = await observed(workspace, () => look(workspace))
          assert.isFalse(stateIn(workspace).jobs.some(({ status }) => status === "running"))
          return seen
        })
      const one = await cost(1)
      assert.strictEqual(one.written, 1)
      assert.isAbove(one.read, 0)
      assert.deepStrictEqual(await cost(12), one)
    })
  }

  it("leave what else a process waits for its turn while their session ends (I11)", () =>
    withWorkspace(async (workspace) => {
      const ids = idsOf(6)
      await killed(workspace, ids.length)
      let turns = 0
      const turn = () => {
        turns++
        next = setImmediate(turn)
      }
      let next = setImmediate(turn)
      // In which turn something was first written of each job.
      const written = new Map<string, number>()
      const folders = ids.map((id) => path.dirname(factOf(workspace, id, "created.json")))
      const opened = (file: unknown, flags: unknown) => {
        const folder = folders.find((each) => String(file).startsWith(each))
        const reads = flags === "r" || (Number(flags) & 3) === fs.constants.O_RDONLY
        if (folder !== undefined && !reads) written.set(folder, written.get(folder) ?? turns)
      }
      await before("openSync", opened, () => endSession(workspace, "s1"))
      clearImmediate(next)
      assert.lengthOf(new Set(written.values()), ids.length)
    }))

  it("cost a command that is answered early one write of the list", () =>
    withWorkspace(async (workspace) => {
      await killed(workspace, 12)
      const counting = `${workspace}-counting.mjs`
      const NODE_OPTIONS = `--import ${counting}`
      const WRITES = `${workspace}-writes`
      fs.writeFileSync(counting, countingWrites)
      const said = await withEnvironment({ NODE_OPTIONS, WRITES }, () =>
        ask(workspace, "settling", ["status"])
      )
      assert.deepInclude(said[0], { code: 0, err: "" })
      assert.isFalse(stateIn(workspace).jobs.some(({ status }) => status === "running"))
      const list = path.join(resolveStateDir(workspace), "state.json")
      const written = fs.readFileSync(WRITES, "utf8").split("\n")
      assert.lengthOf(
        written.filter((file) => file === list),
        1
      )
    }))

  it("are all over, and told alike by whoever is asked, though more than the list holds (F18, F40)", () =>
    withWorkspace(async (workspace) => {
      const ids = idsOf(60)
      await killed(workspace, ids.length)
      const { recent, running } = await buildStatusSnapshot(workspace, { env: {}, all: true })
      assert.deepStrictEqual([running.length, recent.length], [0, 49])
      assert.isNull((await checkStopGate(workspace, "s1")).runningJob)
      const { jobs } = stateIn(workspace)
      assert.lengthOf(jobs, 50)
      const listed = new Map(jobs.map((job) => [job.id, job]))
      for (const id of ids) {
        assert.isTrue(fs.existsSync(factOf(workspace, id, "outcome.json")), id)
        const stored = await readStoredJob(workspace, id)
        assert.strictEqual(stored?.status, "failed", id)
        if (listed.has(id)) assert.deepStrictEqual(listed.get(id), stored)
      }
    }))

  it("are each over once, and none is lost, where several look while others begin and end (F04)", () =>
    withWorkspace(async (workspace) => {
      const ids = idsOf(12)
      await killed(workspace, ids.length)
      const others = ["new-1", "new-2", "new-3"]
      const ran = await Promise.all(
        [
          ...["status", "sweep", "status"].map((look) => [look, workspace]),
          ...others.map((id) => ["run", workspace, id, "instant"])
        ].map((args) => withHost(args, async ({ end }) => (await end()).by))
      )
      assert.deepStrictEqual(new Set(ran), new Set([0]))
      const { jobs } = stateIn(workspace)
      assert.deepStrictEqual(
        Object.fromEntries(jobs.map(({ id, status }) => [id, status])),
        Object.fromEntries([
          ...ids.map((id) => [id, "failed"]),
          ...others.map((id) => [id, "completed"])
        ])
      )
      for (const job of jobs) {
        const stored = await readStoredJob(workspace, job.id)
        assert.deepStrictEqual([stored?.status, stored?.completedAt], [job.status, job.completedAt])
      }
    }))
})
