import { assert, describe, it } from "@effect/vitest"
import type { Job, JobId, RunOptions } from "@job-lifecycle/engine"
import type { PromiseJobLifecycle } from "@job-lifecycle/node"
import { FileJobStore, openJobLifecycle } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"
import { vi } from "vitest"
import { withFolder } from "./fixtures/folders.ts"

const withJobs = (body: (jobs: PromiseJobLifecycle, folder: string) => Promise<void>) =>
  withFolder(async (folder) => {
    const jobs = await openJobLifecycle({ root: path.join(folder, "root"), onSignal: "report" })
    try {
      await body(jobs, folder)
    } finally {
      await jobs.close()
    }
  })

const node = (script: string) => [process.execPath, "--eval", script]

const settlementOf = ({ state }: Job) => (state._tag === "Settled" ? state.settlement : null)

describe("a command that a host without Effect runs", () => {
  it("completes by its exit code, in the folder and the environment that it was given", () =>
    withJobs(async (jobs, folder) => {
      const place = fs.realpathSync(folder)
      const command = node("console.log(process.cwd(), process.env.GREETING)")
      const job = await jobs.runCommand({ command, cwd: place }, { env: { GREETING: "hello" } })
      assert.deepInclude(settlementOf(job), {
        outcome: { _tag: "Completed", result: "ExitCode" },
        work: "Stopped"
      })
      assert.deepInclude(job.request, { kind: "command", command, cwd: place })
      const { text } = await jobs.readLog(job.id, { offset: 0 })
      assert.strictEqual(text, `${place} hello\n`)
    }))

  it("finds the store of its job in its environment, unless it is told another", () =>
    withJobs(async (jobs) => {
      const command = node("console.log(process.env.JOB_LIFECYCLE_ROOT)")
      const said = async ({ id }: Job) => (await jobs.readLog(id, { offset: 0 })).text
      const here = `${jobs.location}\n`
      const env = { GREETING: "hello" }
      assert.strictEqual(await said(await jobs.runCommand({ command })), here)
      assert.strictEqual(await said(await jobs.runCommand({ command }, { env })), here)
      const { id } = await jobs.submit({ command })
      assert.strictEqual(await said(await jobs.ownCommand(id)), here)
      const told = { env: { JOB_LIFECYCLE_ROOT: "/elsewhere" } }
      assert.strictEqual(await said(await jobs.runCommand({ command }, told)), "/elsewhere\n")
    }))

  it("is told of no store that a host keeps in its own way", () =>
    withFolder(async (folder) => {
      const root = path.join(folder, "root")
      const store = FileJobStore.layer({ root })
      const jobs = await openJobLifecycle({ root, store, onSignal: "report" })
      const { id } = await jobs.runCommand({
        command: node("console.log(String(process.env.JOB_LIFECYCLE_ROOT))")
      })
      const inherited = String(process.env["JOB_LIFECYCLE_ROOT"])
      assert.strictEqual((await jobs.readLog(id, { offset: 0 })).text, `${inherited}\n`)
      await jobs.close()
    }))

  it("fails with its exit code and the end of its standard error", () =>
    withJobs(async (jobs) => {
      const job = await jobs.runCommand({
        command: node("console.error('no such target'); process.exitCode = 3")
      })
      assert.deepInclude(settlementOf(job)?.outcome, {
        _tag: "Failed",
        exitCode: 3,
        stderrTail: "no such target\n"
      })
    }))

  it("is stopped when its run is aborted, and reads nothing of the host's input", () =>
    withJobs(async (jobs) => {
      const stop = new AbortController()
      const lasting = node(
        "process.stdin.on('end', () => console.log('no input')).resume(); setInterval(() => {}, 60_000)"
      )
      const recorded = Promise.withResolvers<Job["id"]>()
      const run = jobs.runCommand({
        command: lasting,
        signal: stop.signal,
        onRecorded: recorded.resolve
      })
      const refused = run.catch((error: unknown) => error)
      const id = await recorded.promise
      for await (const { text } of jobs.followLog(id, 0)) if (text.includes("no input")) break
      stop.abort(new Error("enough"))
      assert.strictEqual(((await refused) as Error).message, "enough")
      const job = await jobs.get(id)
      assert.deepInclude(job.state, { _tag: "Settled", work: "Stopped" })
      assert.strictEqual(settlementOf(job)?.outcome._tag, "Cancelled")
    }))

  it("is run as it was submitted by whoever owns its job, once", () =>
    withJobs(async (jobs, folder) => {
      const place = fs.realpathSync(folder)
      const command = node("console.log(process.cwd(), process.env.GREETING)")
      const { id } = await jobs.submit({ command, cwd: place })
      const job = await jobs.ownCommand(id, { env: { GREETING: "hello" } }, { dedicated: true })
      assert.strictEqual(settlementOf(job)?.outcome._tag, "Completed")
      assert.strictEqual((await jobs.readLog(id, { offset: 0 })).text, `${place} hello\n`)
      const again = await jobs.ownCommand(id).catch((refusal: unknown) => refusal)
      assert.deepInclude(again, { _tag: "ClaimRefused" })
    }))

  it("says whether its owner is there for it alone, and then may be ended with it", () =>
    withJobs(async (jobs) => {
      const isDedicated = async (own: (id: JobId) => Promise<Job>) => {
        const { logFile } = await own((await jobs.submit({ command: node("") })).id)
        const claim = path.join(path.dirname(logFile!), "claimed.json")
        return JSON.parse(fs.readFileSync(claim, "utf8")).dedicated
      }
      const owning = { dedicated: true }
      const owned = [
        await isDedicated((id) => jobs.ownCommand(id, {}, owning)),
        await isDedicated((id) => jobs.ownCommand(id)),
        await isDedicated((id) => jobs.own(id, async () => 1, owning)),
        await isDedicated((id) => jobs.own(id, async () => 1))
      ]
      assert.deepStrictEqual(owned, [true, false, true, false])
    }))

  it("has a session of its own, and says nothing on the host's output, unless that is asked for", () =>
    withJobs(async (jobs) => {
      const said = vi
        .spyOn(process.stdout, "write")
        .mockImplementation(((_chunk: unknown, done: () => void) => void done()) as never)
      try {
        const command = node("console.log('of the command')")
        const through = { output: "stream", ownSession: false } as const
        const quiet = await jobs.runCommand({ command })
        assert.deepInclude(quiet.work?.value, { leadsGroup: true })
        assert.notMatch(said.mock.calls.join(), /of the command/)
        const loud = await jobs.runCommand({ command }, through)
        assert.deepInclude(loud.work?.value, { leadsGroup: false })
        assert.match(said.mock.calls.join(), /of the command/)
      } finally {
        said.mockRestore()
      }
    }))

  it("is refused of a job that was submitted without one, which is left to its owner", () =>
    withJobs(async (jobs) => {
      const { id } = await jobs.submit({ name: "a function" })
      const refused = await jobs.ownCommand(id).catch((refusal: unknown) => refusal)
      assert.deepInclude(refused, { _tag: "InvalidRequest", field: "command" })
      const untyped = jobs.ownCommand as (id: unknown, start?: unknown) => Promise<Job>
      const wrong = await untyped(id, { stdin: "pipe" }).catch((refusal: unknown) => refusal)
      assert.deepInclude(wrong, { _tag: "InvalidRequest", field: "stdin" })
      assert.strictEqual((await jobs.own(id, async () => "done")).result, "done")
    }))

  it("is refused of a function that only shows one, of which no reader would look for what was started", () =>
    withJobs(async (jobs) => {
      for (const command of [node(""), []]) {
        const { id } = await jobs.submit({ kind: "function", command })
        const refused = await jobs.ownCommand(id).catch((refusal: unknown) => refusal)
        assert.deepInclude(refused, { _tag: "InvalidRequest", field: "command" })
        assert.strictEqual((await jobs.own(id, async () => "done")).result, "done")
      }
    }))

  it("is refused by the name of its field where it was called wrongly, and nothing is recorded", () =>
    withJobs(async (jobs) => {
      const command = node("")
      const untyped = jobs.runCommand as (options: unknown, start?: unknown) => Promise<Job>
      for (const [field, call] of [
        ["options", () => untyped(undefined)],
        ["command", () => untyped({})],
        ["command", () => untyped({ command: [] })],
        ["command", () => untyped({ command: "ls" })],
        ["env", () => untyped({ command }, { env: "A=1" })],
        ["stdin", () => untyped({ command }, { stdin: "pipe" })],
        ["output", () => untyped({ command }, { output: "both" })],
        ["ownSession", () => untyped({ command }, { ownSession: 1 })],
        ["detached", () => untyped({ command }, { detached: true })],
        ["options", () => untyped({ command } satisfies RunOptions, async () => 1)]
      ] as const) {
        const error = await call().then(
          () => null,
          (refusal: unknown) => refusal
        )
        assert.deepInclude(error, { _tag: "InvalidRequest", field })
      }
      assert.deepStrictEqual((await jobs.list()).jobs, [])
    }))
})
