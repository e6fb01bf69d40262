import { assert, describe, it } from "@effect/vitest"
import type { InvalidRequest, Runner } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as TestClock from "effect/testing/TestClock"
import type { Facade } from "./hosts.ts"
import { at, outcomeOf, start } from "./hosts.ts"

const done: Runner = () => Effect.succeed("done")
type Ask = (jobs: Facade) => Effect.Effect<unknown, unknown>

/** What is asked, as a host without types can, with the field that is wrong and what is to be said of it. */
const wrong = (ask: (options: never) => Ask, cases: Record<string, readonly [object, string]>) =>
  Object.entries(cases).map(([field, [options, says]]) => ({
    ask: ask(options as never),
    field,
    says
  }))

const submission = {
  name: [{ name: 5 }, "name is 5: give a string."],
  cwd: [{ cwd: ["x"] }, 'cwd is ["x"]: give a string.'],
  session: [{ session: {} }, "session is {}: give a string."],
  retryOf: [{ retryOf: "zz" }, 'retryOf is "zz": give the sixteen digits of an earlier job\'s id.'],
  onEnd: [{ onEnd: () => 1 }, "onEnd is a function: give a string."],
  command: [{ command: "ls" }, 'command is "ls": give a list of strings.'],
  kind: [{ kind: "shell" }, 'kind is "shell": give "function" or "command".'],
  adopt: [{ adopt: true }, 'adopt is true: give "kill" or "leave".'],
  upstream: [{ upstream: 1 }, "upstream is 1: give true or false."],
  launched: [{ launched: "yes" }, 'launched is "yes": give true or false.'],
  timeout: [{ timeout: "5 seconds" }, 'There is no option "timeout": there are name, kind,'],
  options: [null as never, "options is null: give an object."]
} as const

describe("what a host without types asks wrongly", () => {
  it.effect(
    "is refused by the name of its field, before anything is recorded or asked of anybody",
    () =>
      Effect.gen(function* () {
        const world = makeFakeWorld()
        const { id } = yield* start(world)
        const before = world.writes.length
        const asked = [
          ...wrong((options) => (jobs) => jobs.submit(options), submission),
          ...wrong((options) => (jobs) => jobs.run(options, done), {
            ...submission,
            dedicated: [{ dedicated: "yes" }, 'dedicated is "yes": give true or false.'],
            sharesTerminal: [{ sharesTerminal: 5 }, "sharesTerminal is 5: give true or false."],
            onRecorded: [{ onRecorded: 5 }, "onRecorded is 5: give a function."]
          }),
          ...wrong((options) => (jobs) => jobs.own(id, done, options), {
            dedicated: [{ dedicated: 5 }, "dedicated is 5: give true or false."],
            dedicate: [{ dedicate: true }, 'There is no option "dedicate": there are dedicated.'],
            options: [null as never, "options is null: give an object."]
          }),
          ...wrong((options) => (jobs) => jobs.cancel(id, options), {
            by: [{ reason: "enough" }, "by is undefined: give a string."],
            reason: [{ by: "kim", reason: 5 }, "reason is 5: give a string."],
            graceMillis: [
              { by: "kim", graceMillis: 5 },
              'There is no option "graceMillis": there are by, reason, grace.'
            ],
            options: ["kim" as never, 'options is "kim": give an object.']
          }),
          ...wrong((options) => (jobs) => jobs.list(options), {
            session: [{ session: 5 }, "session is 5: give a string."],
            all: [{ all: true }, 'There is no option "all": there are limit, session.'],
            options: [5 as never, "options is 5: give an object."]
          }),
          ...wrong((options) => (jobs) => jobs.prune(options), {
            dryRun: [{ dryRun: "no" }, 'dryRun is "no": give true or false.'],
            includeUnread: [{ includeUnread: 1 }, "includeUnread is 1: give true or false."],
            dry: [{ dry: true }, 'There is no option "dry": there are keep, olderThan,']
          }),
          ...wrong((options) => (jobs) => jobs.readLog(id, options), {
            asBytes: [{ offset: 0, asBytes: 5 }, "asBytes is 5: give true or false."],
            tailBytes: [{ offset: 0, tailBytes: 9 }, "give one of them"],
            maxBytes: [{ offset: 0, maxBytes: 3 }, "a whole number, 4 or more."],
            tail: [
              { tail: 5 },
              'There is no option "tail": there are offset, maxBytes, tailBytes,'
            ],
            options: [undefined as never, "options is undefined: give an object."]
          })
        ]
        for (const { ask, field, says } of asked) {
          const error = (yield* Effect.flip(at(world.host(), ask))) as InvalidRequest
          assert.deepInclude(error, { _tag: "InvalidRequest", field })
          assert.include(error.message, says)
        }
        assert.strictEqual(world.writes.length, before)
        assert.deepStrictEqual(world.table.signals, [])
      })
  )

  it.effect("what is undefined or null was not given", () =>
    Effect.gen(function* () {
      const nothing = { name: null, cwd: null, session: null, retryOf: null, onEnd: null }
      const options = { ...nothing, command: null, adopt: null, timeout: undefined } as never
      const job = yield* at(makeFakeWorld().host(), (jobs) => jobs.run(options, done))
      assert.deepInclude(job.request, { name: "job", kind: "function", adopt: "leave" })
      assert.notProperty(job.request, "onEnd")
    })
  )

  it.effect("what is null was not given among ids, counts and times either, and no limit", () =>
    Effect.gen(function* () {
      const { host } = makeFakeWorld()
      const ask = <A, E>(asked: (jobs: Facade) => Effect.Effect<A, E>) => at(host(), asked)
      for (const field of ["timeLimit", "silence", "grace", "claimDeadline", "lostDeadline"]) {
        const error = yield* Effect.flip(ask((jobs) => jobs.submit({ [field]: null } as never)))
        assert.deepStrictEqual(
          [error._tag, (error as InvalidRequest).field],
          ["InvalidRequest", field]
        )
      }
      const nothing = { id: null } as never
      yield* ask((jobs) => jobs.run(nothing, done))
      const { id } = yield* ask((jobs) => jobs.submit(nothing))
      const none = { session: null, limit: null } as never
      yield* ask((jobs) => jobs.submit({ session: "mine" }))
      assert.strictEqual((yield* ask((jobs) => jobs.list(none))).jobs.length, 3)
      const prune = { keep: null, olderThan: null, includeUnread: true } as never
      assert.isEmpty((yield* ask((jobs) => jobs.prune(prune))).removed)
      const asked = { by: "kim", grace: null } as never
      const cancelled = yield* ask((jobs) => jobs.cancel(id, asked))
      assert.strictEqual(outcomeOf(cancelled.job)?._tag, "Cancelled")
    })
  )

  it.effect("a part of a log is named by what was given", () =>
    Effect.gen(function* () {
      const host = makeFakeWorld().host()
      const { id } = yield* at(host, (jobs) => jobs.run({}, (job) => Effect.as(job.log("abc"), 1)))
      for (const [none, text] of [
        [{ tailBytes: undefined, offset: 1 }, "bc"],
        [{ tailBytes: null, offset: 1 }, "bc"],
        [{ tailBytes: 1, offset: undefined }, "c"],
        [{ tailBytes: 1, offset: null }, "c"]
      ] as const) {
        const page = yield* at(host, (jobs) => jobs.readLog(id, none as never))
        assert.strictEqual(page.text, text)
      }
    })
  )

  it.effect("a cancel without a reason is one, whether that is undefined or null", () =>
    Effect.gen(function* () {
      for (const reason of [undefined, null]) {
        const world = makeFakeWorld()
        const { id } = yield* start(world)
        const request = { by: "kim", reason } as never
        const cancel = at(world.host(), (jobs) => jobs.cancel(id, request))
        const fiber = yield* Effect.forkChild(cancel)
        yield* TestClock.adjust("30 seconds")
        const { job } = yield* Fiber.join(fiber)
        assert.deepInclude(outcomeOf(job), { _tag: "Cancelled", by: "kim", reason: null })
      }
    })
  )
})
