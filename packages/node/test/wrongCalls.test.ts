import { assert, describe, it } from "@effect/vitest"
import type { InvalidRequest } from "@job-lifecycle/engine"
import type { PromiseJobLifecycle } from "@job-lifecycle/node"
import { openJobLifecycle } from "@job-lifecycle/node"
import * as fs from "node:fs"
import * as path from "node:path"
import { withFolder } from "./fixtures/folders.ts"
import { orphanIn } from "./fixtures/orphanIn.ts"

/** The façade as a host without types sees it. */
type Untyped = {
  readonly [Name in keyof PromiseJobLifecycle]: (...args: ReadonlyArray<unknown>) => unknown
}

const withStore = (body: (jobs: Untyped, typed: PromiseJobLifecycle) => Promise<void>) =>
  withFolder(async (folder) => {
    const root = path.join(folder, "root")
    const jobs = await openJobLifecycle({ root, onSignal: "report" })
    try {
      await body(jobs as unknown as Untyped, jobs)
    } finally {
      await jobs.close()
    }
  })

const refusalOf = async (ask: () => unknown): Promise<Partial<InvalidRequest>> => {
  try {
    const answer = ask()
    const isStream = Symbol.asyncIterator in Object(answer)
    await (isStream ? (answer as AsyncIterable<unknown>)[Symbol.asyncIterator]().next() : answer)
    return { message: "nothing was wrong" }
  } catch (error) {
    return error as InvalidRequest
  }
}

const refused = async (ask: () => unknown, field: string, says: string) => {
  const error = await refusalOf(ask)
  assert.deepInclude(error, { _tag: "InvalidRequest", field }, String(ask))
  assert.include(error.message, says)
}

describe("a host that calls without types", () => {
  it("is told which id is none", () =>
    withStore(async (jobs) => {
      for (const id of [undefined, null, 5, {}]) {
        const calls = [
          () => jobs.get(id),
          () => jobs.timeline(id),
          () => jobs.wait(id),
          () => jobs.result(id),
          () => jobs.follow(id),
          () => jobs.followLog(id, 0),
          () => jobs.readLog(id, { offset: 0 }),
          () => jobs.cancel(id, { by: "kim" }),
          () => jobs.abandon(id, { message: "gone", code: null }),
          () => jobs.own(id, async () => 1)
        ]
        for (const call of calls) await refused(call, "id", "give the id of a job.")
        await refused(() => jobs.find(id), "reference", "give the id of a job, or its beginning.")
      }
    }))

  it("is told before anything is recorded that there is nothing to run, or to stop it by", () =>
    withStore(async (jobs, typed) => {
      const { id } = await typed.submit({})
      const run = async () => 1
      for (const runner of [undefined, null, 5, "ls", Promise.resolve(1)]) {
        await refused(() => jobs.run({}, runner), "runner", "give an async function.")
        await refused(() => jobs.own(id, runner), "runner", "give an async function.")
      }
      for (const options of [undefined, null, 5, run]) {
        await refused(() => jobs.run(options, run), "options", "give an object.")
      }
      for (const signal of [5, new AbortController(), { aborted: true }, new EventTarget()]) {
        await refused(() => jobs.run({ signal }, run), "signal", "give an AbortSignal.")
        await refused(() => jobs.wait(id, { signal }), "signal", "give an AbortSignal.")
      }
      await refused(() => jobs.wait(id, { timeout: 5 }), "timeout", 'There is no option "timeout"')
      await refused(() => jobs.submit(), "options", "give an object.")
      await refused(() => jobs.cancel(id), "options", "give an object.")
      await refused(() => jobs.abandon(id), "options", "give an object.")
      await refused(() => jobs.abandon(id, {}), "message", "give a string.")
      await refused(() => jobs.abandon(id, { message: "gone", code: 5 }), "code", "give a string.")
      const { jobs: all } = await typed.list()
      assert.deepStrictEqual(
        all.map((job) => [job.id, job.state._tag]),
        [[id, "Queued"]]
      )
    }))

  it("is answered by a rejection, and by nothing that is thrown, where options cannot be read", () =>
    withStore(async (jobs, typed) => {
      const { id } = await typed.submit({})
      const told = new Error("told by the options")
      const unreadable = (name: string) =>
        Object.defineProperty({}, name, {
          enumerable: true,
          get: () => {
            throw told
          }
        })
      const run = async () => 1
      for (const call of [
        () => jobs.submit(unreadable("name")),
        () => jobs.run(unreadable("name"), run),
        () => jobs.runCommand(unreadable("cwd")),
        () => jobs.runCommand({ command: ["true"] }, unreadable("env")),
        () => jobs.own(id, run, unreadable("dedicated")),
        () => jobs.ownCommand(id, unreadable("env")),
        () => jobs.abandon(id, unreadable("message")),
        () => jobs.list(unreadable("session")),
        () => jobs.wait(id, unreadable("signal")),
        () => jobs.readLog(id, unreadable("offset")),
        () => jobs.cancel(id, unreadable("by")),
        () => jobs.prune(unreadable("dryRun"))
      ]) {
        const answer = call()
        assert.instanceOf(answer, Promise, String(call))
        assert.strictEqual(await (answer as Promise<unknown>).catch((error) => error), told)
      }
      const loop = () => jobs.followLog(id, 0, unreadable("asBytes"))
      assert.strictEqual(await refusalOf(loop), told)
      assert.doesNotThrow(loop)
      const { jobs: all } = await typed.list()
      assert.deepStrictEqual(
        all.map((job) => job.state._tag),
        ["Queued"]
      )
    }))

  it("is told what a log can be followed with", () =>
    withStore(async (jobs, typed) => {
      const { id } = await typed.run({}, async () => 1)
      for (const how of ["x", 5, [], () => 1]) {
        await refused(() => jobs.followLog(id, 0, how), "options", "give an object.")
      }
      await refused(() => jobs.followLog(id, 0, { asBytes: "yes" }), "asBytes", "true or false")
      const tail = { tailBytes: 5 }
      await refused(() => jobs.followLog(id, 0, tail), "tailBytes", "There is no option")
      for (const how of [undefined, null, {}, { asBytes: true }]) {
        assert.strictEqual((await refusalOf(() => jobs.followLog(id, 0, how)))._tag, undefined)
      }
    }))

  it("ends a job as abandoned with the code that it gives", () =>
    withStore(async (_jobs, typed) => {
      const { id } = await typed.submit({})
      const { state } = await typed.abandon(id, { message: "no worker", code: "ENOENT" })
      if (state._tag !== "Settled") return assert.fail(state._tag)
      assert.deepInclude(state.settlement.outcome, { _tag: "NeverStarted", code: "ENOENT" })
    }))

  it("ends a job as abandoned without a code", () =>
    withStore(async (jobs, typed) => {
      const { id } = await typed.submit({})
      await jobs.abandon(id, { message: "no worker", stderrTail: null })
      const { state } = await typed.get(id)
      if (state._tag !== "Settled") return assert.fail(state._tag)
      const told = { _tag: "NeverStarted", message: "no worker", code: null } as const
      assert.deepInclude(state.settlement.outcome, told)
    }))

  it("has a job whose runner gave no promise as failed, and is told what to write", () =>
    withStore(async (_jobs, typed) => {
      for (const given of [undefined, null, 5, { pid: 5 }]) {
        const { state } = await typed.run({}, (() => given) as never)
        if (state._tag !== "Settled") return assert.fail(state._tag)
        const { outcome } = state.settlement
        assert.strictEqual(outcome._tag, "Failed")
        if (outcome._tag === "Failed") assert.match(outcome.message, /no promise: make it an async/)
      }
    }))

  it("opens no store in a wrong way, and makes nothing", () =>
    withFolder(async (folder) => {
      const root = path.join(folder, "root")
      const open = openJobLifecycle as (options: unknown) => Promise<unknown>
      for (const [field, options, says] of [
        ["options", null, "give an object."],
        ["options", root, "give an object."],
        ["root", { root: 5 }, "give a folder, as a string."],
        ["root", { root: "" }, "give a folder, as a string."],
        ["root", { root: new URL(`file://${root}`) }, "give a folder, as a string."],
        ["onSignal", { root, onSignal: "die" }, 'give "exit" or "report".'],
        ["recover", { root, recover: 5 }, "give a function."],
        ["redact", { root, redact: /x/ }, "give a function."],
        ["endHook", { root, endHook: "ls" }, "give a function."],
        ["store", { root, store: {} }, "give a layer that provides JobStore."],
        ["folder", { folder: root }, 'There is no option "folder": there are root, onSignal,']
      ] as const) {
        await refused(() => open(options), field, says)
      }
      assert.deepStrictEqual(fs.readdirSync(folder), [])
    }))

  it("of whoever opens a store with null in an option's place is as if it was not given", () =>
    withFolder(async (folder) => {
      const root = path.join(folder, "root")
      const options = { root, store: null, recover: null, redact: null, endHook: null }
      const id = orphanIn(root)
      const { error } = console
      let said = ""
      console.error = (...words: ReadonlyArray<unknown>) => void (said += words.join(" "))
      try {
        const jobs = await openJobLifecycle({ ...options, onSignal: null } as object)
        const { state } = await jobs.get(id)
        assert.strictEqual(state._tag, "Settled")
        await jobs.close()
      } finally {
        console.error = error
      }
      assert.strictEqual(said, "")
    }))

  it("goes on with its job when it names no client whose end could be watched", () =>
    withStore(async (_jobs, typed) => {
      const { error } = console
      let said = ""
      console.error = (...words: ReadonlyArray<unknown>) => void (said += words.join(" "))
      try {
        const { result } = await typed.run({}, async (job) => {
          const client: { readonly closed?: Promise<string> } = {}
          job.clientExit(client.closed!)
          job.clientExit(null as never)
          return new Promise((resolve) => setImmediate(resolve, "done"))
        })
        assert.strictEqual(result, "done")
      } finally {
        console.error = error
      }
      assert.strictEqual(said.match(/clientExit was given no promise/g)?.length, 2)
    }))

  it("is warned on standard error, for its standard output may be what its own caller reads", () =>
    withStore(async (_jobs, typed) => {
      const { error, log } = console
      const said = { error: "", log: "" }
      console.error = (...words: ReadonlyArray<unknown>) => void (said.error += words.join(" "))
      console.log = (...words: ReadonlyArray<unknown>) => void (said.log += words.join(" "))
      try {
        await typed.run({}, async (job) => {
          await job.progress({ phase: 5 as never })
          job.clientExit(Promise.race([]))
          return 1
        })
      } finally {
        Object.assign(console, { error, log })
      }
      assert.include(said.error, "phase is 5: give a string.")
      assert.strictEqual(said.log, "")
    }))
})
