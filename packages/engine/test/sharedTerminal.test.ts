import { assert, describe, it } from "@effect/vitest"
import type { TerminationSignal } from "@job-lifecycle/engine"
import type { FakeProcess } from "@job-lifecycle/testing"
import { makeFakeWorld } from "@job-lifecycle/testing"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { TestClock } from "effect/testing"
import { outcomeOf, start } from "./hosts.ts"

/** A command that has begun, and what becomes of its job. */
const begin = (sharesTerminal: boolean) =>
  Effect.gen(function* () {
    const world = makeFakeWorld()
    const begun = yield* Deferred.make<FakeProcess>()
    const options = { command: ["x"], sharesTerminal, grace: "5 seconds", timeLimit: "1 minute" }
    const owner = yield* start(world, options, ({ token, work }) => {
      const command = world.table.spawn({ token })
      return work(world.table.identify(command)).pipe(
        Effect.andThen(Deferred.succeed(begun, command)),
        Effect.andThen(Effect.never)
      )
    })
    const command = yield* Deferred.await(begun)
    return { command, owner, world }
  })

describe("a command whose owner is told to end", () => {
  const hearing: ReadonlyArray<readonly [string, boolean, TerminationSignal | null, boolean]> = [
    ["by ^C at the terminal of both", true, "SIGINT", true],
    ["by ^C at a terminal of its owner's", false, "SIGINT", false],
    ["by another signal", true, "SIGTERM", false],
    ["by its time limit", true, null, false]
  ]
  for (const [how, sharesTerminal, signal, hasHeard] of hearing) {
    const when = hasHeard ? "has heard so too, and is asked after its grace" : "is asked at once"
    it.effect(`${how} ${when}`, () =>
      Effect.gen(function* () {
        const { command, owner, world } = yield* begin(sharesTerminal)
        if (signal === null) yield* TestClock.adjust("1 minute")
        else owner.host.signals.deliver(signal)
        yield* TestClock.adjust("4 seconds")
        assert.strictEqual(world.table.isAlive(command), hasHeard)
        yield* TestClock.adjust("1 second")
        assert.isFalse(world.table.isAlive(command))
        assert.deepStrictEqual(world.table.signals, [{ to: command, signal: "SIGTERM" }])
        const job = yield* Fiber.join(owner.fiber)
        assert.strictEqual(outcomeOf(job)?._tag, signal === null ? "TimedOut" : "Signalled")
      })
    )
  }
})
