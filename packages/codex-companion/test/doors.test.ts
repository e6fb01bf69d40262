import { assert, describe, it } from "@effect/vitest"
import { openCompanion, resolveStateDir, runTrackedJob } from "@job-lifecycle/codex-companion"
import { endSession, sweepJobs } from "@job-lifecycle/codex-companion"
import { spawn } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import * as path from "node:path"
import { vi } from "vitest"
import type { Door, Said } from "./doors.ts"
import { ask, runInstalled } from "./doors.ts"
import { endBehind, factOf, stateIn, submitIn } from "./hostFolder.ts"
import { taskIn, withEnvironment, withWorkspace } from "./hostFolder.ts"
import { completedTask, failedTask, queuedTask, runningReview } from "./samples.ts"
import { withHost } from "./startHost.ts"

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

/** Writes the list, and the record of each job in it, as an older version does. */
const seed = (workspace: string, jobs: ReadonlyArray<object>) => {
  const folder = path.join(resolveStateDir(workspace), "jobs")
  fs.mkdirSync(folder, { recursive: true })
  for (const job of jobs as ReadonlyArray<{ readonly id?: unknown }>) {
    fs.writeFileSync(path.join(folder, `${String(job.id)}.json`), JSON.stringify(job))
  }
  putState(workspace, JSON.stringify({ version: 1, config: { stopReviewGate: true }, jobs }))
}

const stateFile = (workspace: string) => path.join(resolveStateDir(workspace), "state.json")
const putState = (workspace: string, text: string) => fs.writeFileSync(stateFile(workspace), text)

/** Rewrites the list as if somebody else had. */
const change = (workspace: string, how: (job: object) => object) => {
  const { config, jobs } = stateIn(workspace)
  putState(workspace, JSON.stringify({ version: 1, config, jobs: jobs.map(how) }, null, 2) + "\n")
}

/** Three jobs of ours that are over: one with an answer, one with a failure, one of another session. */
const three = async (workspace: string) => {
  const answer = {
    exitStatus: 0,
    threadId: "thr_1",
    turnId: null,
    payload: { n: [1] },
    summary: "S"
  }
  const run = (id: string, end: () => Promise<typeof answer>, fields = {}) =>
    runTrackedJob({ ...taskIn(workspace, id), ...fields }, end).catch(() => {})
  await run("task-one", async () => ({ ...answer, rendered: "One.\n" }))
  await run("task-two", () => Promise.reject(new Error("boom")))
  await run("task-three", async () => answer, { sessionId: "s2" })
}

const deadPid = async (): Promise<number> => {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" })
  await once(child, "exit")
  return child.pid!
}

/** A job of ours whose process is killed; `after` is what happens to it then. */
const killed =
  (behaviour = "never") =>
  (workspace: string) =>
    withHost(["run", workspace, "task-dead", behaviour], async ({ child, end, line }) => {
      await line()
      child.kill("SIGKILL")
      await end()
    })

/** Jobs of an older version in the common folder, its gate on, and then a hook that names another one. */
const elsewhere =
  (...jobs: ReadonlyArray<object>) =>
  async (workspace: string) => {
    await withEnvironment({ CLAUDE_PLUGIN_DATA: undefined }, async () => seed(workspace, jobs))
    await sweepJobs(workspace)
  }

const all = ["status", "status --json", "status --json --all", "result --json", "cancel"]

/** What there is, what is asked, and who can answer: each line by that one and by all after it. */
const states: Readonly<
  Record<
    string,
    readonly [
      make: (workspace: string) => unknown,
      ...asked: ReadonlyArray<readonly [first: Door, ...lines: ReadonlyArray<string>]>
    ]
  >
> = {
  "nothing at all": [() => {}, ["quiet", ...all], ["full", "status x", "result x", "cancel x"]],
  "jobs that are over": [
    three,
    ["quiet", ...all, "status task-one", "status task-tw --json", "status task-t"],
    ["quiet", "result", "result task-one", "result task-th --json"],
    ["quiet", "cancel task-one", "cancel task-t", "status --wait"],
    ["full", "status task-one --wait --json", "status --odd", "task x"],
    ["full", "status nobody", "result nobody --json", "cancel nobody"]
  ],
  "a job that its session took off the list": [
    async (workspace) => {
      await three(workspace)
      await endSession(workspace, "s2")
    },
    ["quiet", ...all, "status task-three --json", "result task-three --json"]
  ],
  "jobs of older versions that are over": [
    (workspace) => seed(workspace, [completedTask, failedTask]),
    // The first read of any of ours writes the list as it should be.
    ["settling", "status --json"]
  ],
  "jobs of older versions, in a list as it should be": [
    async (workspace) => {
      // It says not when it began: how long it has been running would differ from answer to answer.
      const living = { ...runningReview, createdAt: null, startedAt: null, pid: process.pid }
      seed(workspace, [completedTask, living])
      const { host } = await openCompanion(workspace)
      host.projection.mend()
    },
    ["quiet", "status", "status --json", "result --json", `status ${runningReview.id}`],
    ["quiet", `result ${completedTask.id} --json`]
  ],
  "an older version's job whose process is gone": [
    async (workspace) => {
      seed(workspace, [{ ...runningReview, pid: await deadPid() }])
      const { host } = await openCompanion(workspace)
      host.projection.mend()
    },
    ["settling", "status --json"]
  ],
  "an entry that is no record": [
    (workspace) => seed(workspace, [completedTask, { ...queuedTask, pid: "many" }]),
    ["full", "status --json"]
  ],
  "jobs in another place": [elsewhere(completedTask), ["quiet", "status", "status --json"]],
  "jobs in another place, and an entry there that is no record": [
    elsewhere(completedTask, { ...queuedTask, pid: "many" }),
    ["full", "status --json"]
  ],
  "a job in another place by whose whole id one of here begins": [
    async (workspace) => {
      await elsewhere(completedTask)(workspace)
      await runTrackedJob(taskIn(workspace, `${completedTask.id}-2`), async () => ({
        exitStatus: 0
      }))
    },
    ["full", ...["status", "result", "cancel"].map((word) => `${word} ${completedTask.id}`)]
  ],
  "a list that was cut": [
    async (workspace) => {
      await three(workspace)
      putState(workspace, fs.readFileSync(stateFile(workspace), "utf8").slice(0, 300))
    },
    ["settling", "status --json"]
  ],
  "a list that is gone": [
    async (workspace) => {
      await three(workspace)
      fs.rmSync(stateFile(workspace))
    },
    ["settling", "result --json"]
  ],
  "a list that says running of a job that is over": [
    async (workspace) => {
      await three(workspace)
      change(workspace, (job) => ({ ...job, status: "running", pid: process.pid }))
    },
    ["settling", "status --json"]
  ],
  "a list that says cancelled of a job that was completed": [
    async (workspace) => {
      await three(workspace)
      change(workspace, (job) => ({ ...job, status: "cancelled" }))
    },
    ["settling", "status --json"]
  ],
  "an index that was made under another boot": [
    async (workspace) => {
      await three(workspace)
      const store = path.join(resolveStateDir(workspace), "job-lifecycle/store")
      fs.writeFileSync(path.join(store, "index.json"), '{"rebuiltSince":"another"}\n')
    },
    ["settling", "status --json"]
  ],
  "an outcome that cannot be read": [
    async (workspace) => {
      await three(workspace)
      fs.writeFileSync(factOf(workspace, "task-one", "outcome.json"), "")
    },
    ["quiet", "status task-one --json"],
    ["settling", "result task-one --json"]
  ],
  "a fact that only a schema knows": [
    async (workspace) => {
      await three(workspace)
      const file = factOf(workspace, "task-two", "outcome.json")
      const { outcome, ...rest } = JSON.parse(fs.readFileSync(file, "utf8")) as { outcome: object }
      fs.writeFileSync(file, JSON.stringify({ ...rest, outcome: { ...outcome, later: 1 } }))
    },
    ["quiet", "status task-two --json", "result task-one --json"],
    ["full", "result task-two --json"]
  ],
  "a job whose process was killed, and a status": [killed(), ["settling", "status --json"]],
  "a job whose process was killed, and one status": [
    killed(),
    ["settling", "status task-dead --json"]
  ],
  "a job whose process was killed, and a result": [killed(), ["settling", "result --json"]],
  "a job whose process was killed, and a cancel": [killed(), ["settling", "cancel task-dead"]],
  "a job that ended in the background": [
    (workspace) => endBehind(workspace, "task-behind"),
    ["quiet", "status --json", "status task-behind", "result task-behind --json"]
  ],
  "a job that nobody has claimed": [
    (workspace) => submitIn(workspace, "task-queued"),
    ["settling", "status --json", "result --json"],
    ["full", "cancel task-queued"]
  ],
  "an open job that an older version was asked to cancel": [
    async (workspace) => {
      await submitIn(workspace, "task-queued")
      change(workspace, (job) => ({ ...job, status: "cancelled", pid: null }))
    },
    ["full", "status --json"]
  ]
}

/** What differs from one time to the next: when something was settled, and how long it took. */
const timeless = (said: Said): Said =>
  said === "left"
    ? said
    : {
        ...said,
        out: said.out
          .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "TIME")
          .replace(/"(elapsed|duration)": ?"[^"]*"/g, "TOOK")
      }

/** All but that a job was read, which is all that the first door writes. */
const filesOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    (fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true }) : [])
      .map((name) => path.join(folder, String(name)))
      .filter((file) => fs.statSync(file).isFile() && path.basename(file) !== "read.json")
      .map((file) => [file, fs.readFileSync(file, "utf8")])
  )

const doors: ReadonlyArray<Door> = ["quiet", "settling", "full"]

describe("a command that reads is answered", () => {
  for (const [state, [make, ...asked]] of Object.entries(states)) {
    it(`alike by whoever can: ${state}`, () =>
      withWorkspace(async (workspace) => {
        await make(workspace)
        const folder = path.dirname(resolveStateDir(workspace))
        const kept = `${path.dirname(folder)}-kept`
        fs.mkdirSync(folder, { recursive: true })
        fs.cpSync(folder, kept, { recursive: true })
        const again = () => {
          fs.rmSync(folder, { recursive: true })
          fs.cpSync(kept, folder, { recursive: true })
        }
        for (const [first, ...lines] of asked) {
          again()
          const right = await ask(workspace, "full", lines)
          for (const door of doors.slice(0, 2)) {
            again()
            const before = filesOf(folder)
            const said = await ask(workspace, door, lines)
            const may = doors.indexOf(door) >= doors.indexOf(first)
            if (door === "quiet") assert.deepStrictEqual(filesOf(folder), before)
            for (const [n, line] of lines.entries()) {
              const expected = may ? (first === "quiet" ? right[n]! : timeless(right[n]!)) : "left"
              const got = first === "quiet" ? said[n]! : timeless(said[n]!)
              assert.deepStrictEqual(got, expected, `${door}: ${line}`)
            }
          }
          if (lines.length > 1) continue
          again()
          const installed = await runInstalled(workspace, lines[0]!)
          assert.deepStrictEqual(timeless(installed), timeless(right[0]!))
        }
        fs.rmSync(kept, { recursive: true })
      }))
  }

  it("only once its place is noted, so that no other environment gives it a second one (F20)", () =>
    withWorkspace(async (workspace) => {
      await three(workspace)
      const place = resolveStateDir(workspace)
      const common = path.join(process.env["TMPDIR"]!, "codex-companion", path.basename(place))
      const note = path.join(common, "job-lifecycle/host/root")
      const isNoted = () => fs.existsSync(note)
      fs.rmSync(note)
      assert.deepStrictEqual(await ask(workspace, "quiet", ["status"]), ["left"])
      assert.notInclude(await ask(workspace, "settling", ["status"]), "left")
      assert.isTrue(isNoted())
      assert.notInclude(await ask(workspace, "quiet", ["status"]), "left")
      const env = { CLAUDE_PLUGIN_DATA: path.join(path.dirname(workspace), "sibling") }
      await withEnvironment(env, async () => assert.strictEqual(resolveStateDir(workspace), place))
    }))
})
