import { assert, describe, it } from "@effect/vitest"
import type { JobId } from "@job-lifecycle/engine"
import type { PromiseJobLifecycle } from "@job-lifecycle/node"
import { HandleClosed, openJobLifecycle } from "@job-lifecycle/node"
import { sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as fs from "node:fs"
import * as path from "node:path"
import { vi } from "vitest"
import { withFolder } from "./fixtures/folders.ts"
import { withFs } from "./fixtures/watchedFs.ts"

/** Two handles on one store, as two processes have them. */
const withHandles = (
  body: (owner: PromiseJobLifecycle, reader: PromiseJobLifecycle) => Promise<void>
) =>
  withFolder(async (folder) => {
    const root = path.join(folder, "root")
    const owner = await openJobLifecycle({ root, onSignal: "report" })
    const reader = await openJobLifecycle({ root, onSignal: "report" })
    try {
      await body(owner, reader)
    } finally {
      await Promise.all([owner.close(), reader.close()])
    }
  })

const tagOf = (act: () => Promise<unknown>): Promise<unknown> =>
  act().then(
    () => "nothing was wrong",
    (error: { readonly _tag?: string }) => error._tag
  )

it("what is reported beside a job goes to standard error", () =>
  withFolder(async (folder) => {
    const [out, err] = [vi.spyOn(console, "log"), vi.spyOn(console, "error")].map((spy) =>
      spy.mockImplementation(() => {})
    )
    try {
      const endHook = () => Effect.succeed({ exitCode: 7, problem: "it exited with code 7" })
      const jobs = await openJobLifecycle({ root: path.join(folder, "root"), endHook })
      await jobs.run({ onEnd: "anything" }, async () => 1)
      await jobs.close()
      assert.deepStrictEqual(out!.mock.calls, [])
      assert.match(err!.mock.calls.join(), /The end hook of job .* it exited with code 7/)
    } finally {
      vi.restoreAllMocks()
    }
  }))

describe("following as async iterables", () => {
  it("followLog tells what is added from an offset on, and ends after the outcome", () =>
    withHandles(async (owner, reader) => {
      const recorded = Promise.withResolvers<JobId>()
      const seen = Promise.withResolvers<void>()
      const running = owner.run({}, async ({ id, log }) => {
        await log("before\none\n")
        recorded.resolve(id)
        await seen.promise
        await log("two\n")
        return 1
      })
      const id = await recorded.promise
      let text = ""
      for await (const page of reader.followLog(id, "before\n".length)) {
        text += page.text
        assert.strictEqual(page.nextOffset, Buffer.byteLength(`before\n${text}`))
        if (text === "one\n") seen.resolve()
      }
      assert.strictEqual(text, "one\ntwo\n")
      await running
      assert.strictEqual((await reader.get(id)).state._tag, "Settled")
    }))

  it("followAll tells the listing whenever it shows something else, filtered as a listing is", () =>
    withHandles(async (owner, reader) => {
      await owner.submit({ session: "theirs" })
      const seen: Array<ReadonlyArray<string>> = []
      let mine: JobId | null = null
      for await (const { jobs } of reader.followAll({ session: "mine" })) {
        seen.push(jobs.map(({ state }) => state._tag))
        if (mine === null) {
          mine = (await owner.submit({ session: "mine" })).id
        } else {
          assert.deepStrictEqual(
            jobs.map(({ id }) => id),
            [mine]
          )
          if (jobs[0]!.state._tag === "Settled") break
          await owner.cancel(mine, { by: "tests" })
        }
      }
      assert.deepStrictEqual([seen[0], seen[1], seen.at(-1)], [[], ["Queued"], ["Settled"]])
    }))

  it("settled tells every job that ends from now on, of another handle too, once", () =>
    withHandles(async (owner, reader) => {
      await owner.run({ name: "before" }, async () => 1)
      const told = reader.settled()[Symbol.asyncIterator]()
      const first = told.next()
      // Whether it listens yet cannot be seen: jobs are made until one of them is told.
      const heard = new Set<unknown>()
      void first.then((job) => heard.add(job))
      while (heard.size === 0) {
        await owner.run({ name: "early" }, async () => 1)
        await new Promise(setImmediate)
      }
      assert.strictEqual((await first).value.request.name, "early")
      const { id } = await owner.run({ name: "last" }, async () => 2)
      const names: Array<string> = []
      for (let job = (await told.next()).value; ; job = (await told.next()).value) {
        names.push(job.request.name)
        if (job.id === id) break
      }
      await told.return?.()
      assert.deepStrictEqual([...new Set(names)].slice(-1), ["last"])
      assert.notInclude(names, "before")
      assert.strictEqual(names.filter((name) => name === "last").length, 1)
    }))

  it("rejects with the tagged error", () =>
    withHandles(async (_owner, reader) => {
      const first = (following: AsyncIterable<unknown>) => () =>
        following[Symbol.asyncIterator]().next()
      assert.strictEqual(await tagOf(first(reader.followLog(sampleId(1), 0))), "JobNotFound")
      assert.strictEqual(await tagOf(first(reader.follow(sampleId(1)))), "JobNotFound")
    }))

  it("a loop that is left leaves no watcher behind (I12 nothing-leaks)", () =>
    withHandles(async (owner, reader) => {
      const { id } = await owner.submit({})
      const { watch } = fs
      const open = new Set<unknown>()
      const counting = ((...args: Parameters<typeof watch>) => {
        const watcher = watch(...args)
        open.add(watcher)
        watcher.once("close", () => open.delete(watcher))
        return watcher
      }) as typeof watch
      for (const following of [reader.followAll(), reader.follow(id)]) {
        const held = await withFs({ watch: counting }, async () => {
          for await (const _ of following) return open.size
        })
        await new Promise(setImmediate)
        assert.deepStrictEqual([held, open.size], [1, 0])
      }
    }))
})

describe("a handle that is closed", () => {
  it("cancels the jobs that it runs, leaves all others alone, and refuses any other call", () =>
    withHandles(async (owner, other) => {
      const theirs = Promise.withResolvers<void>()
      const goesOn = other.run({ name: "theirs" }, () => theirs.promise.then(() => 1))
      const began = Promise.withResolvers<JobId>()
      const running = owner.run({ name: "ours", grace: "50 millis" }, ({ id }) => {
        began.resolve(id)
        return new Promise(() => {})
      })
      const ended = running.then(
        () => "fulfilled",
        () => "rejected"
      )
      const id = await began.promise
      await owner.close()
      assert.strictEqual(await ended, "rejected")
      const { state } = await other.get(id)
      if (state._tag !== "Settled") return assert.fail(state._tag)
      assert.deepInclude(state.settlement.outcome, { _tag: "Cancelled", by: "owner" })
      assert.strictEqual(state.work, "Running")
      const refused = await owner.get(id).catch((error: unknown) => error)
      assert.instanceOf(refused, HandleClosed)
      assert.match(
        String(refused),
        /^HandleClosed: This handle on .* is closed: open another one\.$/
      )
      theirs.resolve()
      const { state: now } = await goesOn
      assert.strictEqual(now._tag === "Settled" ? now.settlement.outcome._tag : null, "Completed")
    }))
})

const errorOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => "nothing was wrong",
    (error: unknown) => error
  )

describe("a handle that lets go", () => {
  /** A job of this handle whose runner ends when it is told to. */
  const obedient = (jobs: PromiseJobLifecycle, signal?: AbortSignal) => {
    const begun = Promise.withResolvers<JobId>()
    const ended = jobs.run({ ...(signal && { signal }) }, async (job) => {
      begun.resolve(job.id)
      await new Promise((resolve) => job.signal.addEventListener("abort", resolve))
    })
    return { begun: begun.promise, rejection: errorOf(ended) }
  }

  const outcomeOf = async (jobs: PromiseJobLifecycle, id: JobId) => {
    const { state } = await jobs.get(id)
    return state._tag === "Settled" ? state.settlement.outcome._tag : state._tag
  }

  it("rejects with the reason of the signal that was aborted", () =>
    withHandles(async (owner, reader) => {
      const stop = new AbortController()
      const { begun, rejection } = obedient(owner, stop.signal)
      const id = await begun
      const reason = new Error("enough")
      stop.abort(reason)
      assert.strictEqual(await rejection, reason)
      assert.strictEqual(await outcomeOf(reader, id), "Cancelled")
      const late = owner.run({ signal: stop.signal }, async () => 1)
      assert.strictEqual(await errorOf(late), reason)
      const waiting = owner.wait((await owner.submit({})).id, { signal: stop.signal })
      assert.strictEqual(await errorOf(waiting), reason)
    }))

  it("begins no runner for a signal that was aborted while its job was recorded", () =>
    withHandles(async (owner, reader) => {
      const stop = new AbortController()
      let began = false
      const running = owner.run(
        { signal: stop.signal, onRecorded: () => stop.abort() },
        async () => {
          began = true
        }
      )
      assert.strictEqual(await errorOf(running), stop.signal.reason)
      assert.isFalse(began)
      const [job] = (await reader.list()).jobs
      assert.strictEqual(await outcomeOf(reader, job!.id), "Cancelled")
    }))

  it("begins nothing for a signal that was aborted before", () =>
    withHandles(async (owner, reader) => {
      const reason = new Error("enough")
      const signal = AbortSignal.abort(reason)
      const began: Array<JobId> = []
      const asked = [
        owner.run({ signal }, async ({ id }) => began.push(id)),
        owner.runCommand({ command: ["true"], signal })
      ]
      for (const call of asked) assert.strictEqual(await errorOf(call), reason)
      assert.deepStrictEqual([began, (await reader.list()).jobs], [[], []])
      const { id } = await owner.run({}, async () => 1)
      assert.strictEqual(await errorOf(owner.wait(id, { signal })), reason)
    }))

  it("closing cancels what it runs, answers once that is on record, and refuses all later calls", () =>
    withHandles(async (owner, reader) => {
      const { begun, rejection } = obedient(owner)
      const id = await begun
      await owner.close()
      assert.strictEqual(await outcomeOf(reader, id), "Cancelled")
      const later = [owner.list(), owner.run({}, async () => 1)].map(errorOf)
      for (const refused of [rejection, ...later]) {
        const error = await refused
        if (!(error instanceof Error)) return assert.fail(String(error))
        assert.include(error.message, "closed")
        assert.include(error.message, reader.location)
      }
    }))
})

describe("a loop", () => {
  it("that was begun goes on when its handle is closed, and none is begun then", () =>
    withHandles(async (owner, reader) => {
      const goOn = Promise.withResolvers<void>()
      const begun = Promise.withResolvers<JobId>()
      const run = owner.run({}, ({ id }) => {
        begun.resolve(id)
        return goOn.promise.then(() => 1)
      })
      const id = await begun.promise
      const states = reader.follow(id)[Symbol.asyncIterator]()
      assert.strictEqual((await states.next()).value?.state._tag, "Running")
      await reader.close()
      const loops = [
        reader.follow(id),
        reader.followAll(),
        reader.settled(),
        reader.followLog(id, 0)
      ]
      for (const loop of loops) {
        assert.match(String(await errorOf(loop[Symbol.asyncIterator]().next())), /is closed: open/)
      }
      goOn.resolve()
      await run
      let last = ""
      for (let next = await states.next(); next.done !== true; next = await states.next()) {
        last = next.value.state._tag
      }
      assert.strictEqual(last, "Settled")
    }))
})
