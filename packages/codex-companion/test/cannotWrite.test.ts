import { assert, describe, it } from "@effect/vitest"
import {
  buildStatusSnapshot,
  endSession,
  getConfig,
  listReconciledJobs,
  openCompanion,
  resolveStateDir,
  runTrackedJob,
  setConfig
} from "@job-lifecycle/codex-companion"
import { JobStoreError } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { spawnSync } from "node:child_process"
import * as fs from "node:fs"
import { constants } from "node:os"
import * as path from "node:path"
import { vi } from "vitest"
import { entryIn, submitIn, taskIn, withWorkspace } from "./hostFolder.ts"
import { oldUpsert } from "./oldWriter.ts"
import { done, runningReview } from "./samples.ts"

/** Lets nothing of the host be written in a workspace, and answers how it is again. */
const refuseWrites = async (workspace: string, code: string): Promise<() => void> => {
  const { files } = (await openCompanion(workspace)).host
  const errno = code === quota ? -constants.errno.EDQUOT : undefined
  const refuse = () => {
    throw Object.assign(new Error(`${code}: it cannot be written`), { code, errno })
  }
  const refused = {
    writeState: refuse,
    writeJob: refuse,
    quarantine: refuse,
    release: refuse,
    archive: refuse
  }
  Object.assign(files, refused)
  return () => {
    for (const name of Object.keys(refused)) Reflect.deleteProperty(files, name)
  }
}

/** What Node says of EDQUOT, for which it has no name. */
const quota = `Unknown system error -${constants.errno.EDQUOT}`

const refusal = new JobStoreError({
  operation: "record the outcome",
  reason: "NotWritable",
  location: "there",
  detail: "EACCES"
})

for (const code of ["EROFS", "EACCES", "ENOSPC", quota]) {
  describe(`where nothing can be written (${code})`, () => {
    it("a reader is answered all the same, and whoever can write records it (F36)", () =>
      withWorkspace(async (workspace) => {
        await submitIn(workspace, "ours")
        const { pid } = spawnSync(process.execPath, ["--version"])
        oldUpsert(resolveStateDir(workspace), { ...runningReview, id: "old", pid })
        const allow = await refuseWrites(workspace, code)
        const { latestFinished, running } = await buildStatusSnapshot(workspace, { env: {} })
        assert.deepInclude(latestFinished, { id: "old", status: "failed" })
        assert.deepStrictEqual(
          running.map(({ id }) => id),
          ["ours"]
        )
        assert.strictEqual(entryIn(workspace, "old")?.status, "running")
        allow()
        await listReconciledJobs(workspace)
        assert.strictEqual(entryIn(workspace, "old")?.status, "failed")
      }))

    it("a session that has no jobs ends, whatever the list says (F36)", () =>
      withWorkspace(async (workspace) => {
        await submitIn(workspace, "ours")
        fs.writeFileSync(path.join(resolveStateDir(workspace), "state.json"), "{}")
        const allow = await refuseWrites(workspace, code)
        await endSession(workspace, "another one")
        allow()
      }))

    it("a session that has jobs ends, and so do they: they stay on the list (F36)", () =>
      withWorkspace(async (workspace) => {
        await submitIn(workspace, "ours")
        const { pid } = spawnSync(process.execPath, ["--version"])
        oldUpsert(resolveStateDir(workspace), { ...runningReview, id: "old", pid, sessionId: "s1" })
        const allow = await refuseWrites(workspace, code)
        await endSession(workspace, "s1")
        allow()
        const jobs = await listReconciledJobs(workspace)
        assert.sameDeepMembers(
          jobs.map(({ id, status }) => [id, status]),
          [
            ["ours", "cancelled"],
            ["old", "failed"]
          ]
        )
      }))

    it("a setting is not told as made (F36)", () =>
      withWorkspace(async (workspace) => {
        const allow = await refuseWrites(workspace, code)
        const made = await setConfig(workspace, "stopReviewGate", true).then(
          () => "made",
          (error: NodeJS.ErrnoException) => error.code
        )
        assert.strictEqual(made, code)
        assert.deepInclude(await getConfig(workspace), { stopReviewGate: false })
        allow()
      }))
  })
}

/** What is said on the standard error meanwhile. */
const saidDuring = async <A>(act: () => Promise<A>): Promise<readonly [A, string]> => {
  const told: Array<string> = []
  const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    told.push(String(text))
    return true
  })
  const done = await act().finally(() => write.mockRestore())
  return [done, told.join("")]
}

describe("a tracked job of the host", () => {
  for (const [what, facts, status] of [
    ["end", null, "running"],
    ["answer", ["result"], "failed"]
  ] as const) {
    it(`whose ${what} cannot be recorded answers all the same, in its log too, and is no success (F36)`, () =>
      withWorkspace(async (workspace) => {
        const logFile = path.join(workspace, "task.log")
        fs.writeFileSync(logFile, "")
        const { store } = (await openCompanion(workspace)).host
        const { publishOnce } = store
        const refused: typeof publishOnce = (id, fact, value) =>
          facts === null || facts.some((one) => one === fact)
            ? Effect.fail(refusal)
            : publishOnce(id, fact, value)
        const [execution, told] = await saidDuring(() =>
          runTrackedJob(
            taskIn(workspace, "task-1"),
            async () => {
              Object.assign(store, { publishOnce: refused, lastGasp: () => false })
              return done
            },
            { logFile }
          )
        )
        assert.deepStrictEqual(execution, { ...done, exitStatus: 1 })
        assert.strictEqual(entryIn(workspace, "task-1")?.status, status)
        assert.include(told, refusal.message)
        assert.include(fs.readFileSync(logFile, "utf8"), "Final output\nHandled.\n")
      }))
  }
})
