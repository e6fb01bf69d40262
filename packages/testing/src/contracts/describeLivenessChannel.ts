import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import { sampleId } from "../samples.ts"
import type { LivenessChannelWorld } from "./LivenessChannelWorld.ts"
import type { TestRunner } from "./TestRunner.ts"

/** The laws of `LivenessChannel`, for any implementation. Each test has a world of its own. */
export const describeLivenessChannel = (
  { assert, describe, it }: TestRunner,
  name: string,
  makeWorld: Effect.Effect<LivenessChannelWorld, never, Scope.Scope>
): void => {
  const [id, other] = [sampleId(1), sampleId(2)]
  const law = (
    title: string,
    body: (world: LivenessChannelWorld) => Effect.Effect<void, never, Scope.Scope>
  ) => it(title, () => Effect.runPromise(Effect.scoped(Effect.flatMap(makeWorld, body))))

  describe(`${name} keeps the laws of LivenessChannel`, () => {
    law("where no owner opened one, none is reached", ({ channel }) =>
      Effect.gen(function* () {
        assert.strictEqual(yield* channel.ended(id, ignore), "NotReached")
      })
    )

    law("it ends for every watcher when its owner is killed, and is not reached again", (world) =>
      Effect.gen(function* () {
        const owner = yield* world.owner(id)
        const watchers = yield* Effect.forEach([1, 2, 3], () => watching(world, id))
        yield* owner.kill
        const ends = yield* Effect.forEach(watchers, (watcher) => Fiber.join(watcher))
        assert.deepStrictEqual(ends, ["Ended", "Ended", "Ended"])
        assert.strictEqual(yield* world.channel.ended(id, ignore), "NotReached")
      })
    )

    law("it ends when its owner closes it and goes on, and is not reached again", (world) =>
      Effect.gen(function* () {
        const owner = yield* world.owner(id)
        const watcher = yield* watching(world, id)
        yield* owner.close
        assert.strictEqual(yield* Fiber.join(watcher), "Ended")
        assert.strictEqual(yield* world.channel.ended(id, ignore), "NotReached")
      })
    )

    law("a stopped owner's does not end, until that owner is killed", (world) =>
      Effect.gen(function* () {
        const [stopped, killed] = [yield* world.owner(id), yield* world.owner(other)]
        const [watcher, later] = [yield* watching(world, id), yield* watching(world, other)]
        yield* stopped.stop
        yield* killed.kill
        assert.strictEqual(yield* Fiber.join(later), "Ended", "another one's end is told")
        assert.strictEqual(watcher.pollUnsafe(), undefined, "the stopped one's is not")
        yield* stopped.kill
        assert.strictEqual(yield* Fiber.join(watcher), "Ended")
      })
    )

    law("a watcher that goes away ends nothing for the others", (world) =>
      Effect.gen(function* () {
        const owner = yield* world.owner(id)
        const [one, two] = [yield* watching(world, id), yield* watching(world, id)]
        yield* Fiber.interrupt(one)
        assert.strictEqual(two.pollUnsafe(), undefined)
        yield* owner.kill
        assert.strictEqual(yield* Fiber.join(two), "Ended")
      })
    )

    law("opening one that is open already changes nothing, and neither does closing it", (world) =>
      Effect.gen(function* () {
        const owner = yield* world.owner(id)
        const watcher = yield* watching(world, id)
        yield* Effect.scoped(world.channel.open(id, ignore))
        assert.strictEqual(watcher.pollUnsafe(), undefined)
        const late = yield* watching(world, id)
        yield* owner.kill
        assert.strictEqual(yield* Fiber.join(watcher), "Ended")
        assert.strictEqual(yield* Fiber.join(late), "Ended")
      })
    )

    law("a nudge reaches the owner, and whoever watches goes on", (world) =>
      Effect.gen(function* () {
        const owner = yield* world.owner(id)
        const watcher = yield* watching(world, id)
        yield* world.channel.nudge(id)
        yield* owner.nudged
        yield* world.channel.nudge(id)
        yield* owner.nudged
        assert.strictEqual(watcher.pollUnsafe(), undefined)
        yield* owner.kill
        assert.strictEqual(yield* Fiber.join(watcher), "Ended")
      })
    )

    law("an owner's nudges reach every watcher of that job, and end nothing", (world) =>
      Effect.gen(function* () {
        const [owner, another] = [yield* world.owner(id), yield* world.owner(other)]
        const [one, two] = [yield* hearing(world, id), yield* hearing(world, id)]
        const apart = yield* hearing(world, other)
        for (const _again of [1, 2]) {
          yield* owner.nudge
          yield* Effect.all([Queue.take(one.heard), Queue.take(two.heard)])
        }
        yield* another.nudge
        yield* Queue.take(apart.heard)
        assert.strictEqual(yield* Queue.size(apart.heard), 0, "it heard of its own job alone")
        for (const { watcher } of [one, two, apart]) {
          assert.strictEqual(watcher.pollUnsafe(), undefined)
        }
      })
    )

    law("a nudge for nobody, for a stopped owner and for a dead one says nothing", (world) =>
      Effect.gen(function* () {
        yield* world.channel.nudge(other)
        const owner = yield* world.owner(id)
        const watcher = yield* watching(world, id)
        yield* owner.stop
        yield* world.channel.nudge(id)
        assert.strictEqual(watcher.pollUnsafe(), undefined)
        yield* owner.kill
        assert.strictEqual(yield* Fiber.join(watcher), "Ended")
        yield* world.channel.nudge(id)
      })
    )

    law("what a dead owner's left can be removed, and what is not there too", (world) =>
      Effect.gen(function* () {
        const owner = yield* world.owner(id)
        const watcher = yield* watching(world, id)
        yield* owner.kill
        yield* Fiber.join(watcher)
        yield* world.channel.clear(id)
        yield* world.channel.clear(other)
        assert.strictEqual(yield* world.channel.ended(id, ignore), "NotReached")
      })
    )
  })
}

/** Watches in the background: the owner's end is reached, or not, when this returns. */
const watching = ({ channel }: LivenessChannelWorld, id: Parameters<typeof channel.ended>[0]) =>
  Effect.forkScoped(channel.ended(id, ignore), { startImmediately: true })

/** The same, and keeps what it hears once the owner has taken it. */
const hearing = ({ channel }: LivenessChannelWorld, id: Parameters<typeof channel.ended>[0]) =>
  Effect.gen(function* () {
    const heard = yield* Queue.unbounded<void>()
    const ended = channel.ended(id, () => void Queue.offerUnsafe(heard, undefined))
    const watcher = yield* Effect.forkScoped(ended, { startImmediately: true })
    yield* Queue.take(heard)
    return { heard, watcher }
  })

const ignore = (): void => {}
