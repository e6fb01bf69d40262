import { assert, describe, it } from "@effect/vitest"
import {
  buildStatusSnapshot,
  endSession,
  listReconciledJobs,
  openCompanion,
  readStoredJob,
  resolveStateDir
} from "@job-lifecycle/codex-companion"
import { execFileSync, spawnSync } from "node:child_process"
import * as fs from "node:fs"
import * as path from "node:path"
import { isActive } from "../src/records/HostJob.ts"
import { appendLogLine } from "../src/functions/jobLog.ts"
import { entryIn, stateIn, submitIn, withWorkspace } from "./hostFolder.ts"
import { oldUpsert } from "./oldWriter.ts"
import { runningReview } from "./samples.ts"

const recordOf = (workspace: string, id: string) =>
  path.join(resolveStateDir(workspace), "jobs", `${id}.json`)

/** Puts a folder with somebody's file in it where the record of a job is, or would be. */
const blockRecord = (workspace: string, id: string): string => {
  const record = recordOf(workspace, id)
  fs.rmSync(record, { force: true })
  fs.mkdirSync(record, { recursive: true })
  fs.writeFileSync(path.join(record, "somebody's"), "")
  return record
}

const putPipe = (file: string): string => {
  fs.rmSync(file, { force: true })
  execFileSync("mkfifo", [file])
  return file
}

const idsOf = (jobs: ReadonlyArray<{ readonly id: string }>) => jobs.map(({ id }) => id).toSorted()

describe("what stands in place of a job's record", () => {
  it("keeps no other job from the list: a folder, or a pipe, of nobody's (F24)", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "ours")
      blockRecord(workspace, "a-folder")
      putPipe(recordOf(workspace, "a-pipe"))
      assert.deepStrictEqual(idsOf(await listReconciledJobs(workspace)), ["ours"])
    }))

  it("keeps a job that the list has lost from it no more than the others, and stays (I8, F24)", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "ours")
      await submitIn(workspace, "other")
      const blocked = blockRecord(workspace, "ours")
      fs.writeFileSync(path.join(resolveStateDir(workspace), "state.json"), "{}")
      assert.deepStrictEqual(idsOf(await listReconciledJobs(workspace)), ["other", "ours"])
      assert.deepStrictEqual(fs.readdirSync(blocked), ["somebody's"])
    }))

  it("keeps no older version's job from being found dead, and is not written over (F24)", () =>
    withWorkspace(async (workspace) => {
      const { pid } = spawnSync(process.execPath, ["--version"])
      for (const id of ["blocked", "whole"]) {
        oldUpsert(resolveStateDir(workspace), { ...runningReview, id, pid })
      }
      const blocked = blockRecord(workspace, "blocked")
      assert.deepStrictEqual(idsOf(await listReconciledJobs(workspace)), ["blocked", "whole"])
      assert.strictEqual(entryIn(workspace, "blocked")?.status, "failed")
      assert.strictEqual(entryIn(workspace, "whole")?.status, "failed")
      assert.deepStrictEqual(fs.readdirSync(blocked), ["somebody's"])
    }))

  it("keeps no session from its end (F24)", () =>
    withWorkspace(async (workspace) => {
      oldUpsert(resolveStateDir(workspace), {
        ...runningReview,
        id: "old",
        pid: null,
        sessionId: "s1"
      })
      const blocked = blockRecord(workspace, "old")
      await endSession(workspace, "s1")
      assert.isUndefined(entryIn(workspace, "old"))
      assert.deepStrictEqual(fs.readdirSync(blocked), ["somebody's"])
    }))
})

const inPlace: Record<string, (place: string) => void> = {
  "a file": (place) => fs.writeFileSync(place, "somebody's"),
  "a link that leads nowhere": (place) => fs.symlinkSync("/nowhere/at/all", place)
}

/** Ours waits, an older version's has a log, and the list has lost ours while this stood in place of the folder. */
const inWorld = (
  folder: string,
  put: (place: string) => void,
  see: (workspace: string, place: string) => Promise<void>
) =>
  withWorkspace(async (workspace) => {
    const state = resolveStateDir(workspace)
    await submitIn(workspace, "ours")
    oldUpsert(state, { ...runningReview, id: "old", pid: null, sessionId: "s1" })
    fs.writeFileSync(path.join(state, "jobs", "old.log"), "what it said")
    const list = { ...stateIn(workspace), jobs: [entryIn(workspace, "old")] }
    fs.writeFileSync(path.join(state, "state.json"), JSON.stringify(list))
    const place = path.join(state, folder)
    fs.rmSync(place, { recursive: true })
    put(place)
    await see(workspace, place)
    assert.isFalse(fs.lstatSync(place).isDirectory())
  })

for (const [what, put] of Object.entries(inPlace)) {
  for (const folder of ["jobs", "job-lifecycle/host"]) {
    describe(`${what} in place of the folder ${folder}`, () => {
      it("keeps no job from the list (I8, F24)", () =>
        inWorld(folder, put, async (workspace) => {
          assert.deepStrictEqual(idsOf(await listReconciledJobs(workspace)), ["old", "ours"])
          assert.deepStrictEqual(idsOf(stateIn(workspace).jobs), ["old", "ours"])
        }))

      it("keeps no session from its end (F24)", () =>
        inWorld(folder, put, async (workspace) => {
          await endSession(workspace, "s1")
          const open = (await listReconciledJobs(workspace)).filter(isActive)
          assert.deepStrictEqual(open, [])
        }))
    })
  }

  it(`${what} in place of the folder of ours takes no log of an older version's job away (I8, F24)`, () =>
    inWorld("job-lifecycle/host", put, async (workspace) => {
      await endSession(workspace, "s1")
      const log = path.join(resolveStateDir(workspace), "jobs", "old.log")
      assert.strictEqual(fs.readFileSync(log, "utf8"), "what it said")
    }))
}

describe("the record of an older version's job that may not be read for now", () => {
  it("is asked again later how it ended: its job is not given up meanwhile (I7, F24)", () =>
    withWorkspace(async (workspace) => {
      const { pid } = spawnSync(process.execPath, ["--version"])
      const folder = resolveStateDir(workspace)
      oldUpsert(folder, { ...runningReview, id: "old", pid })
      const ended = { ...runningReview, id: "old", status: "completed", pid: null }
      fs.writeFileSync(recordOf(workspace, "old"), JSON.stringify(ended))
      const { files } = (await openCompanion(workspace)).host
      files.readJob = () => ({ _tag: "Unread", problem: "EMFILE", isRefused: true })
      assert.strictEqual((await listReconciledJobs(workspace))[0]?.status, "running")
      Reflect.deleteProperty(files, "readJob")
      assert.strictEqual((await listReconciledJobs(workspace))[0]?.status, "completed")
    }))

  it("is no answer, and told (F24)", () =>
    withWorkspace(async (workspace) => {
      blockRecord(workspace, "old")
      const told = await readStoredJob(workspace, "old").then(String, String)
      assert.match(told, /The record of old cannot be read: EISDIR/)
    }))
})

describe("the end of a session", () => {
  const old = { ...runningReview, id: "old", pid: null, sessionId: "s1" }
  const logOf = (workspace: string) => path.join(resolveStateDir(workspace), "jobs", "old.log")

  it("takes nothing away that an earlier one has kept of the same job (I8)", () =>
    withWorkspace(async (workspace) => {
      for (const said of ["a long log", "a last line"]) {
        oldUpsert(resolveStateDir(workspace), old)
        fs.writeFileSync(logOf(workspace), said)
        await endSession(workspace, "s1")
      }
      const archive = path.join(resolveStateDir(workspace), "job-lifecycle/host/archive")
      const kept = fs.readdirSync(archive).filter((name) => name.startsWith("old.log"))
      const texts = kept.map((name) => fs.readFileSync(path.join(archive, name), "utf8"))
      assert.sameMembers(texts, ["a long log", "a last line"])
    }))

  it("keeps a record beside itself where something stands in place of the archive (I8, F24)", () =>
    withWorkspace(async (workspace) => {
      const archive = path.join(resolveStateDir(workspace), "job-lifecycle/host/archive")
      await submitIn(workspace, "ours")
      fs.writeFileSync(archive, "somebody's")
      oldUpsert(resolveStateDir(workspace), { ...old, summary: "the answer" })
      await endSession(workspace, "s1")
      assert.isUndefined(entryIn(workspace, "old"))
      assert.include(fs.readFileSync(`${recordOf(workspace, "old")}.ended`, "utf8"), "the answer")
    }))

  it("is held up by no pipe in place of its note (F24)", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "ours")
      const released = path.join(resolveStateDir(workspace), "job-lifecycle/host/released")
      fs.mkdirSync(released)
      putPipe(path.join(released, "ours"))
      await endSession(workspace, "s1")
      assert.isUndefined(entryIn(workspace, "ours"))
    }))

  const elsewhere = "/dev/shm"
  it.skipIf(!fs.existsSync(elsewhere))(
    "keeps files that are on another disk than the archive (I8)",
    () =>
      withWorkspace(async (workspace) => {
        const other = fs.mkdtempSync(path.join(elsewhere, "jobs-"))
        try {
          oldUpsert(resolveStateDir(workspace), old)
          const jobs = path.join(resolveStateDir(workspace), "jobs")
          fs.cpSync(jobs, other, { recursive: true })
          fs.rmSync(jobs, { recursive: true })
          fs.symlinkSync(other, jobs)
          fs.writeFileSync(logOf(workspace), "what it said")
          await endSession(workspace, "s1")
          assert.isUndefined(entryIn(workspace, "old"))
          const archive = path.join(resolveStateDir(workspace), "job-lifecycle/host/archive")
          assert.strictEqual(fs.readFileSync(path.join(archive, "old.log"), "utf8"), "what it said")
          assert.deepStrictEqual(fs.readdirSync(other), [])
        } finally {
          fs.rmSync(other, { recursive: true })
        }
      })
  )
})

describe("a folder in place of the note that a job left its session", () => {
  it("keeps no other job of that session on the list (F24)", () =>
    withWorkspace(async (workspace) => {
      for (const id of ["one", "two"]) await submitIn(workspace, id)
      const released = path.join(resolveStateDir(workspace), "job-lifecycle", "host", "released")
      fs.mkdirSync(path.join(released, "one"), { recursive: true })
      await endSession(workspace, "s1")
      assert.isUndefined(entryIn(workspace, "two"))
    }))
})

describe("a pipe in place", () => {
  it("of a log or of the broker's record holds up nobody who shows jobs, or who writes to the log (F24)", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "ours")
      const folder = resolveStateDir(workspace)
      const log = putPipe(path.join(folder, "jobs", "old.log"))
      putPipe(path.join(folder, "broker.json"))
      oldUpsert(folder, { ...runningReview, id: "old", pid: process.pid, logFile: log })
      appendLogLine(log, "nobody reads this")
      const { running, sessionRuntime } = await buildStatusSnapshot(workspace, { env: {} })
      assert.deepStrictEqual(idsOf(running), ["old", "ours"])
      assert.strictEqual(sessionRuntime.mode, "direct")
    }))

  it("of the list holds up nobody: it is told, and moved away the list is whole (I8, F24)", () =>
    withWorkspace(async (workspace) => {
      await submitIn(workspace, "ours")
      const list = putPipe(path.join(resolveStateDir(workspace), "state.json"))
      const told = await listReconciledJobs(workspace).then(String, String)
      assert.include(told, `${list} is no file: move it away`)
      fs.rmSync(list)
      assert.deepStrictEqual(idsOf(await listReconciledJobs(workspace)), ["ours"])
    }))
})
