import { assert, describe, it } from "@effect/vitest"
import {
  buildSingleJobSnapshot,
  buildStatusSnapshot,
  cancelJob,
  getConfig,
  jobIdOf,
  readStoredJob,
  resolveResultJob,
  resolveStateDir,
  runTrackedJob,
  setConfig,
  sweepJobs
} from "@job-lifecycle/codex-companion"
import { tokenVariable } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"
import { vi } from "vitest"
import { submitIn, taskIn, withEnvironment, withWorkspace } from "./hostFolder.ts"
import { oldUpsert } from "./oldWriter.ts"
import { withHost } from "./startHost.ts"

const unnamed = { CLAUDE_PLUGIN_DATA: undefined }
const done = async () => ({ exitStatus: 0 })

/** What is said on the standard error meanwhile. */
const saying = async (body: () => Promise<unknown>): Promise<string> => {
  const said: Array<string> = []
  const spy = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said.push(String(text))
    return true
  })
  try {
    await body()
  } finally {
    spy.mockRestore()
  }
  return said.join("")
}

describe("the place of a workspace's jobs", () => {
  it("is what a hook's environment names, whatever a command's says, and a sibling's is left alone", () =>
    withWorkspace(async (workspace) => {
      await sweepJobs(workspace)
      const place = resolveStateDir(workspace)
      const sibling = path.join(path.dirname(workspace), "sibling")
      const list = path.join(sibling, "state", path.basename(place))
      oldUpsert(list, { id: "task-sibling", status: "running", pid: 4_194_303 })
      const before = fs.readFileSync(path.join(list, "state.json"), "utf8")
      for (const [n, data] of [undefined, sibling].entries()) {
        await withEnvironment({ CLAUDE_PLUGIN_DATA: data }, async () => {
          assert.strictEqual(resolveStateDir(workspace), place)
          await runTrackedJob(taskIn(workspace, `task-${n}`), done)
          assert.strictEqual((await resolveResultJob(workspace)).job.id, `task-${n}`)
        })
      }
      assert.strictEqual(fs.readFileSync(path.join(list, "state.json"), "utf8"), before)
      assert.isFalse(fs.existsSync(path.join(list, "job-lifecycle")))
    }))

  it("is one for a hook and its commands in processes of different environments", () =>
    withWorkspace(async (workspace) => {
      for (const args of [
        ["sweep", workspace],
        ["run", workspace, "task-0", "instant"]
      ]) {
        await withHost(args, ({ end }) => end())
      }
      await withEnvironment(unnamed, async () => {
        const { by, lines } = await withHost(["run", workspace, "task-1", "instant"], ({ end }) =>
          end()
        )
        assert.deepStrictEqual([by, lines], [0, ["ended 0"]])
      })
      const { lines } = await withHost(["status", workspace], ({ end }) => end())
      assert.strictEqual(JSON.parse(lines[0]!).latestFinished.id, "task-1")
    }))

  it("stays where it was begun until a hook decides, and then what is elsewhere is told and found", () =>
    withWorkspace(async (workspace) => {
      const before = await withEnvironment(unnamed, async () => {
        await setConfig(workspace, "stopReviewGate", true)
        await runTrackedJob(taskIn(workspace, "task-before"), done)
        return resolveStateDir(workspace)
      })
      assert.strictEqual(resolveStateDir(workspace), before)
      assert.isTrue((await getConfig(workspace)).stopReviewGate)

      await sweepJobs(workspace)
      assert.notStrictEqual(resolveStateDir(workspace), before)
      const told = await saying(async () => {
        const { latestFinished } = await buildStatusSnapshot(workspace, { env: {} })
        assert.isNull(latestFinished)
      })
      assert.include(told, `jobs in ${before} too`)
      assert.match(told, /Its review gate is on, this one's is off/)
      const found = await saying(async () => {
        const { job } = await resolveResultJob(workspace, "task-before")
        assert.strictEqual(job.status, "completed")
        assert.strictEqual((await readStoredJob(workspace, "task-before"))?.status, "completed")
      })
      assert.include(found, `kept in ${before}`)
    }))

  it("is, for a process that was started for a job, where that job was submitted, whatever came between", () =>
    withWorkspace(async (workspace) => {
      const before = await withEnvironment(unnamed, async () => {
        await submitIn(workspace, "task-launched")
        return resolveStateDir(workspace)
      })
      await sweepJobs(workspace)
      await saying(async () => {
        await withEnvironment({ [tokenVariable]: jobIdOf("task-launched") }, () =>
          runTrackedJob(taskIn(workspace, "task-launched"), done)
        )
        const { job } = await resolveResultJob(workspace, "task-launched")
        assert.strictEqual(job.status, "completed")
      })
      assert.isTrue(fs.existsSync(path.join(before, "jobs/task-launched.json")))
      assert.isFalse(
        fs.existsSync(path.join(resolveStateDir(workspace), "jobs/task-launched.json"))
      )
    }))

  it("is another one from a session's start on, which settles what is over where it was before (I3)", () =>
    withWorkspace(async (workspace) => {
      const before = await withEnvironment(unnamed, async () => {
        await withHost(["run", workspace, "task-dead", "never"], async ({ child, end, line }) => {
          await line()
          child.kill("SIGKILL")
          await end()
        })
        return resolveStateDir(workspace)
      })
      const statusOf = () =>
        JSON.parse(fs.readFileSync(path.join(before, "jobs/task-dead.json"), "utf8")).status
      assert.strictEqual(statusOf(), "running")
      await sweepJobs(workspace)
      assert.strictEqual(statusOf(), "failed")
      assert.notStrictEqual(resolveStateDir(workspace), before)
    }))

  it("is the same for whoever comes to it by a link", () =>
    withWorkspace(async (workspace) => {
      const link = path.join(path.dirname(workspace), "link")
      fs.symlinkSync(workspace, link)
      await runTrackedJob(taskIn(link, "task-1"), done)
      assert.strictEqual(resolveStateDir(workspace), resolveStateDir(link))
      const { job } = await buildSingleJobSnapshot(workspace, "task-1")
      assert.strictEqual(job.status, "completed")
    }))

  it("follows no work tree that is moved, but each job is found, and can be cancelled, by its id", () =>
    withWorkspace(async (workspace) => {
      await runTrackedJob(taskIn(workspace, "task-done"), done)
      await submitIn(workspace, "task-open")
      const moved = path.join(path.dirname(workspace), "moved")
      fs.renameSync(workspace, moved)
      const said = await saying(async () => {
        const { job } = await buildSingleJobSnapshot(moved, "task-done")
        assert.strictEqual(job.status, "completed")
        assert.isNotNull(await readStoredJob(moved, "task-done"))
        assert.strictEqual((await cancelJob(moved, "task-open")).job.status, "cancelled")
      })
      assert.lengthOf(said.match(/task-done is not of this workspace: it is kept in/g) ?? [], 1)
      // Nothing was made for the new place by looking.
      assert.isFalse(fs.existsSync(resolveStateDir(moved)))
      fs.renameSync(moved, workspace)
    }))

  it("is told by no note that does not name a folder of this user's", () =>
    withWorkspace(async (workspace) => {
      await sweepJobs(workspace)
      const place = resolveStateDir(workspace)
      const common = path.join(process.env["TMPDIR"]!, "codex-companion", path.basename(place))
      const note = path.join(common, "job-lifecycle/host/root")
      for (const text of ["relative/state", "/nowhere/at/all/state", ""]) {
        fs.writeFileSync(note, text)
        await withEnvironment(unnamed, async () =>
          assert.strictEqual(resolveStateDir(workspace), common)
        )
        assert.strictEqual(resolveStateDir(workspace), place)
      }
    }))

  for (const whose of ["is", "names a folder that is"]) {
    it.runIf(process.getuid?.() === 0)(`is told by no note that ${whose} another user's`, () =>
      withWorkspace(async (workspace) => {
        await sweepJobs(workspace)
        const place = resolveStateDir(workspace)
        const common = path.join(process.env["TMPDIR"]!, "codex-companion", path.basename(place))
        const note = path.join(common, "job-lifecycle/host/root")
        const told = fs.readFileSync(note, "utf8")
        assert.strictEqual(path.join(told, path.basename(place)), place)
        const theirs = whose === "is" ? note : path.dirname(told)
        await withEnvironment(unnamed, async () => {
          assert.strictEqual(resolveStateDir(workspace), place)
          fs.chownSync(theirs, 65_534, 65_534)
          assert.strictEqual(resolveStateDir(workspace), common)
          fs.chownSync(theirs, 0, 0)
        })
      })
    )
  }
})
