import { assert, describe, it } from "@effect/vitest"
import type { Execution } from "@job-lifecycle/codex-companion"
import { runTrackedJob, turnOrClientExit } from "@job-lifecycle/codex-companion"
import { setTimeout as pause } from "node:timers/promises"
import { currentJob } from "../src/functions/currentJob.ts"
import { entryIn, taskIn, withWorkspace } from "./hostFolder.ts"

const done: Execution = { exitStatus: 0, rendered: "Handled.\n" }
const messageOf = async (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => "it was fulfilled",
    (error: Error) => error.message
  )
const never = new Promise<never>(() => {})

/** A turn of the host, and what completes it. */
const turnWith = (fields: object) => {
  let complete = () => {}
  const completion = new Promise<Execution>((resolve) => (complete = () => resolve(done)))
  return { turn: { completion, ...fields }, complete: () => complete() }
}

describe("a turn whose client goes away", () => {
  it("after the host has noted its completion is completed, and nothing is made up for it", () =>
    withWorkspace(async (workspace) => {
      let isKept = false
      const { complete, turn } = turnWith({ completed: true })
      const execution = await runTrackedJob(taskIn(workspace, "task-1"), () => {
        // The host is told of the end first, and completes its turn after that.
        void pause(50).then(complete)
        return turnOrClientExit({ exitPromise: Promise.resolve() }, turn, () => (isKept = true))
      })
      assert.deepStrictEqual([execution, isKept], [done, false])
      assert.strictEqual(entryIn(workspace, "task-1")?.status, "completed")
    }))

  it("after its review has been written keeps the review", () =>
    withWorkspace(async (workspace) => {
      const { complete, turn } = turnWith({ reviewText: "Two findings." })
      const client = { exitPromise: Promise.resolve() }
      const execution = await runTrackedJob(taskIn(workspace, "task-1"), () =>
        turnOrClientExit(client, turn, complete)
      )
      assert.strictEqual(execution, done)
      assert.strictEqual(entryIn(workspace, "task-1")?.status, "completed")
    }))
})

describe("what the job of a turn is told", () => {
  /** A job that notes what it is told. */
  const jobNoting = (told: Array<string>) => {
    const ending = new AbortController()
    const clientExit = (reason: Promise<string>) => void reason.then((why) => told.push(why))
    const job = { signal: ending.signal, answered: () => told.push("answered"), clientExit }
    return { ending, within: <A>(body: () => A) => currentJob().run(job as never, body) }
  }

  it("is that there is an answer, when there is one", async () => {
    const told: Array<string> = []
    const { complete, turn } = turnWith({})
    complete()
    const { within } = jobNoting(told)
    await within(() => turnOrClientExit({ exitPromise: never }, turn, () => {}))
    assert.deepStrictEqual(told, ["answered"])
  })

  it("is why its client went away, and the turn ends once that is on record", async () => {
    const told: Array<string> = []
    const { ending, within } = jobNoting(told)
    const exitPromise = Promise.reject(new Error("the pipe broke"))
    const turn = within(() => turnOrClientExit({ exitPromise }, turnWith({}).turn, () => {}))
    const ended = messageOf(turn)
    const soon = new Promise<string>((resolve) => setImmediate(resolve, "it goes on"))
    assert.strictEqual(await Promise.race([ended, soon]), "it goes on")
    assert.deepStrictEqual(told, ["the pipe broke"])
    ending.abort()
    assert.match(await ended, /the pipe broke|The job has ended/)
  })
})

describe("a turn whose job ends some other way", () => {
  const limited = { timeoutMs: 20 }
  const turn = { completion: never, threadId: "thr_1", turnId: "turn_1" }

  it("is interrupted, by its thread and its number", () =>
    withWorkspace(async (workspace) => {
      const asked: Array<unknown> = []
      const request = async (method: string, params: object) => asked.push(method, params)
      const run = runTrackedJob(
        taskIn(workspace, "task-1"),
        () => turnOrClientExit({ exitPromise: never, request }, turn, () => {}),
        limited
      )
      assert.match(await messageOf(run), /hard timeout/)
      assert.deepStrictEqual(asked, ["turn/interrupt", { threadId: "thr_1", turnId: "turn_1" }])
    }))

  it("is given up at once when it begins after that", () =>
    withWorkspace(async (workspace) => {
      const told = Promise.withResolvers<string>()
      const run = runTrackedJob(
        taskIn(workspace, "task-1"),
        async () => {
          while (entryIn(workspace, "task-1")?.status !== "failed") await pause(10)
          told.resolve(await messageOf(turnOrClientExit({ exitPromise: never }, turn, () => {})))
          return done
        },
        limited
      )
      assert.match(await messageOf(run), /hard timeout/)
      assert.strictEqual(await told.promise, "The job has ended.")
    }))

  it("is waited for no longer, though its app-server answers nothing (I11)", () =>
    withWorkspace(async (workspace) => {
      let told = ""
      const request = () => never
      const ended = runTrackedJob(
        taskIn(workspace, "task-1"),
        async () => {
          told = await messageOf(turnOrClientExit({ exitPromise: never, request }, turn, () => {}))
          return done
        },
        limited
      )
      assert.match(await messageOf(ended), /hard timeout/)
      assert.strictEqual(told, "The job has ended.")
    }))
})
