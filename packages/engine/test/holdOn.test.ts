import { assert, describe, it } from "@effect/vitest"
import { EndHook } from "@job-lifecycle/engine"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { at } from "./hosts.ts"
import { breakPublishing, recorded } from "./lives.ts"

/** The owner of a submitted job that is over, and whose outcome nobody can write. */
const unsettled = (options: { readonly dedicated: boolean }, request: object = {}) =>
  Effect.gen(function* () {
    const world = makeFakeWorld()
    const hooks: Array<string> = []
    const endHook = Layer.succeed(EndHook, (_job, line) =>
      Effect.sync(() => (hooks.push(line), { exitCode: 0, problem: null }))
    )
    const { id } = yield* at(world.host(), (jobs) => jobs.submit({ timeLimit: 0, ...request }))
    const alone = world.host()
    const host = { ...alone, layer: alone.layer.pipe(Layer.provide(endHook)) }
    breakPublishing(world, ["outcome"], "Unexpected")
    const owner = yield* Effect.forkDetach(
      Effect.exit(at(host, (jobs) => jobs.own(id, () => Effect.succeed("done"), options)))
    )
    yield* TestClock.adjust("10 seconds")
    return { world, host, owner, hooks }
  })

const hasFailed = (owner: Fiber.Fiber<Exit.Exit<unknown, unknown>>): boolean => {
  const ended = owner.pollUnsafe()
  return ended !== undefined && Exit.isSuccess(ended) && Exit.isFailure(ended.value)
}

describe("the outcome of a job that nobody waits for, and that cannot be written", () => {
  it.effect("is written by its owner, which stays until then and runs its end hook (I5)", () =>
    Effect.gen(function* () {
      const { hooks, owner, world } = yield* unsettled({ dedicated: true }, { onEnd: "tell" })
      yield* TestClock.adjust("10 minutes")
      assert.isUndefined(owner.pollUnsafe(), "it stays")
      world.faults.fail = () => null
      yield* TestClock.adjust("30 seconds")
      assert.isTrue(Exit.isSuccess(yield* Fiber.join(owner)))
      assert.deepStrictEqual(yield* recorded(world), ["Completed"])
      assert.deepStrictEqual(hooks, ["tell"])
    })
  )

  it.effect("holds its owner for an hour at most (I11)", () =>
    Effect.gen(function* () {
      const { owner } = yield* unsettled({ dedicated: true })
      yield* TestClock.adjust("59 minutes")
      assert.isUndefined(owner.pollUnsafe())
      yield* TestClock.adjust("1 minute")
      assert.isTrue(hasFailed(owner))
    })
  )

  it.effect("does not hold an owner that is told to end (I11, F07)", () =>
    Effect.gen(function* () {
      const { host, owner } = yield* unsettled({ dedicated: true })
      assert.isUndefined(owner.pollUnsafe())
      host.signals.deliver("SIGTERM")
      yield* TestClock.adjust("1 second")
      assert.isTrue(hasFailed(owner))
    })
  )

  it.effect("holds up no process that is there for something else as well", () =>
    Effect.gen(function* () {
      const { owner } = yield* unsettled({ dedicated: false })
      assert.isTrue(hasFailed(owner))
    })
  )
})
