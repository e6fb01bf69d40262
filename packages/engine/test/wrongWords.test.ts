import { assert, describe, it } from "@effect/vitest"
import type { ProgressUpdate, RunnerContext, WorkIdentity } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import { at, outcomeOf, start } from "./hosts.ts"

const say = (job: RunnerContext, word: unknown) => [
  job.progress(word as ProgressUpdate),
  job.progress({ phase: word, message: "never" } as unknown as ProgressUpdate),
  job.resumeHandle(word as string),
  job.log(word as string),
  job.work(word as WorkIdentity)
]

describe("what a runner without types says wrongly", () => {
  const cycle: Record<string, unknown> = {}
  cycle["value"] = cycle
  const throwing = new Proxy(
    {},
    {
      get: () => {
        throw new Error("not to be read")
      }
    }
  )
  for (const [what, word] of [
    ["nothing", undefined],
    ["a number", 5],
    ["a list", [65]],
    ["an object", { pid: 5 }],
    ["what is no JSON", cycle],
    ["what throws when it is read", throwing]
  ] as const) {
    it.effect(`${what} is not recorded, and neither it nor what follows fails`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const job = yield* at(world.host(), (jobs) =>
          jobs.run({}, (job) =>
            Effect.gen(function* () {
              yield* job.progress({ phase: "before", resumeHandle: "r-1" })
              // An absent word of a phase is no wrong one.
              for (const wrong of say(job, word)) yield* wrong
              yield* job.progress({ message: "after" })
              return "done"
            })
          )
        )
        assert.strictEqual(outcomeOf(job)?._tag, "Completed")
        assert.deepInclude(job, { phase: "before", message: "after", resumeHandle: "r-1" })
        assert.isFalse(world.writes.some(({ fact }) => fact === "work"))
        const { text } = yield* at(world.host(), (jobs) => jobs.readLog(job.id, { offset: 0 }))
        assert.strictEqual(text, "")
      })
    )
  }

  it.effect("in a view of bytes of another kind is in the log byte for byte", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const bytes = Uint8Array.from("-ABCD-", (letter) => letter.charCodeAt(0))
      const views = [new Uint16Array(bytes.buffer, 2, 1), new DataView(bytes.buffer, 1, 3)]
      const { id } = yield* at(world.host(), (jobs) =>
        jobs.run({}, (job) =>
          Effect.as(
            Effect.forEach(views, (view) => job.log(view as never)),
            "done"
          )
        )
      )
      const { text } = yield* at(world.host(), (jobs) => jobs.readLog(id, { offset: 0 }))
      assert.strictEqual(text, "BCABC")
    })
  )

  for (const [what, say] of [
    ["with a field that is undefined", (value: object) => ({ ...value, more: undefined })],
    ["that makes itself JSON", (value: object) => ({ toJSON: () => value })]
  ] as const) {
    it.effect(`as the identity of its work, ${what}, is recorded as JSON has it`, () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { fiber, id } = yield* start(world, { timeLimit: "1 minute" }, (job) => {
          const work = world.table.identify(world.table.spawn())
          const said = { ...work, value: say(work.value as object) } as unknown as WorkIdentity
          return Effect.andThen(job.work(said), Effect.never)
        })
        yield* TestClock.adjust("1 second")
        const { work } = yield* at(world.host(), (jobs) => jobs.get(id))
        assert.isNotNull(work)
        yield* TestClock.adjust("1 hour")
        const { state } = yield* Fiber.join(fiber)
        assert.deepInclude(state, { work: "Stopped" })
      })
    )
  }

  it.effect("of the end of its client is the end of its client all the same", () =>
    Effect.gen(function* () {
      const told: ReadonlyArray<unknown> = [
        undefined,
        null,
        5,
        cycle,
        new Error("it broke"),
        Object.assign(new Error(), { message: 5 })
      ]
      for (const reason of told) {
        const { fiber } = yield* start(makeFakeWorld(), { timeLimit: "1 hour" }, (job) =>
          Effect.andThen(job.clientExit(Effect.succeed(reason as string)), Effect.never)
        )
        yield* TestClock.adjust("30 seconds")
        assert.isDefined(fiber.pollUnsafe())
        assert.strictEqual(outcomeOf(yield* Fiber.join(fiber))?._tag, "ClientExited")
      }
    })
  )

  it.effect("is a sign of life all the same, and the silence limit holds after it", () =>
    Effect.gen(function* () {
      const world = makeFakeWorld()
      const { fiber } = yield* start(world, { silence: "8 seconds" }, (job) =>
        Effect.gen(function* () {
          job.heard("a word")
          yield* Effect.sleep("5 seconds")
          for (const what of [5, { type: "data" }, new Uint8Array(1)]) job.heard(what as never)
          return yield* Effect.never
        })
      )
      yield* TestClock.adjust("12 seconds")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("3 seconds")
      assert.isDefined(fiber.pollUnsafe())
      const job = yield* Fiber.join(fiber)
      assert.deepInclude(outcomeOf(job), { _tag: "Stalled", lastEvent: "a word" })
    })
  )
})
