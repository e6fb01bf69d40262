import { assert, describe, it } from "@effect/vitest"
import { sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import { once } from "node:events"
import * as fs from "node:fs"
import type * as net from "node:net"
import { connect, createServer } from "node:net"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { channelsOf, placeOf } from "./nodeChannelWorld.ts"
import { startFixture } from "./startProcess.ts"
import { untilTrue } from "./untilTrue.ts"

const id = sampleId(1)

const ignore = (): void => {}

/** A server at this place that is not ours. */
const stranger = (place: string, onWatcher: (watcher: net.Socket) => void) =>
  Effect.acquireRelease(
    Effect.promise(
      () =>
        new Promise<net.Server>((resolve) => {
          const server = createServer((watcher) => {
            watcher.on("error", () => {}).resume()
            onWatcher(watcher)
          })
          server.listen(place, () => resolve(server))
        })
    ),
    (server) => Effect.sync(() => server.close())
  )

/** Says something for as long as anybody takes it. */
const talkOn = (socket: net.Socket): void => {
  const more = Buffer.alloc(65_536)
  const talk = () => {
    while (!socket.destroyed && socket.write(more));
  }
  socket.on("drain", talk)
  talk()
}

/** A connection that the owner has taken, and that reads no more than a socket does by itself. */
const connected = (place: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const socket = connect(place).on("error", ignore)
      await once(socket, "readable")
      return socket
    }),
    (socket) => Effect.sync(() => socket.destroy())
  )

/** A connection that was taken has the socket's name in the kernel's list, as the socket itself has. */
const endsOf = (place: string): number =>
  fs.readFileSync("/proc/net/unix", "utf8").split(place).length - 1

const offering = (queue: Queue.Enqueue<void>) => () => void Queue.offerUnsafe(queue, undefined)

describe.runIf(process.platform === "linux")("NodeLivenessChannel and its watchers", () => {
  it.live(
    "hears a stranger that talks without end as nudges, and fifty times a second at most",
    () =>
      Effect.gen(function* () {
        const root = yield* temporaryFolder
        const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
        yield* stranger(place, talkOn)
        const heard = yield* Queue.unbounded<number>()
        const watcher = yield* Effect.forkScoped(
          channel.ended(id, () => void Queue.offerUnsafe(heard, performance.now())),
          { startImmediately: true }
        )
        // As if it were an owner that greets us.
        yield* Queue.take(heard)
        const times = yield* Effect.forEach([1, 2, 3, 4, 5], () => Queue.take(heard))
        // A timer may be one millisecond early.
        for (const [n, at] of times.slice(1).entries()) assert.isAtLeast(at - times[n]!, 19)
        assert.strictEqual(watcher.pollUnsafe(), undefined)
      })
  )

  it.live("tells the end of an owner that had not yet taken the watcher", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      const server = yield* stranger(place, ignore)
      const watcher = yield* Effect.forkScoped(channel.ended(id, ignore), {
        startImmediately: true
      })
      // Before this process comes to accept anybody.
      server.close()
      assert.strictEqual(yield* Fiber.join(watcher), "Ended")
    })
  )

  it.live("lets go of whoever talks to the owner, after one nudge", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      let nudges = 0
      yield* channel.open(id, () => (nudges += 1))
      const talker = yield* connected(place)
      const closed = new Promise((resolve) => talker.once("close", resolve))
      talkOn(talker)
      yield* Effect.promise(() => closed)
      assert.strictEqual(nudges, 1)
    })
  )

  it.live("lets go of a watcher that takes no nudges, and the others hear on", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      const nudgeWatchers = yield* channel.open(id, ignore)
      const deaf = yield* connected(place)
      for (let n = 0; n < 100_000; n++) nudgeWatchers()
      yield* untilTrue("the owner has let go of it", () => endsOf(place) === 1)
      const heard = yield* Queue.unbounded<void>()
      yield* Effect.forkScoped(channel.ended(id, offering(heard)), { startImmediately: true })
      yield* Queue.take(heard)
      nudgeWatchers()
      yield* Queue.take(heard)
      deaf.destroy()
    })
  )

  it.live("takes 64 watchers and no more, and another one when one has gone", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      yield* channel.open(id, ignore)
      const watchers = yield* Effect.forEach(Array.from({ length: 64 }), () => connected(place))
      assert.strictEqual(yield* channel.ended(id, ignore), "Ended")
      watchers[0]!.destroy()
      yield* untilTrue("the owner has let go of one", () => endsOf(place) === 64)
      const heard = yield* Queue.unbounded<void>()
      const another = yield* Effect.forkScoped(channel.ended(id, offering(heard)), {
        startImmediately: true
      })
      yield* Queue.take(heard)
      assert.strictEqual(another.pollUnsafe(), undefined)
    })
  )

  it.live("hears a stranger that only takes connections like an owner: as a hint at its end", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      yield* stranger(place, (watcher) => watcher.destroy())
      assert.strictEqual(yield* channel.ended(id, ignore), "Ended")
    })
  )

  it.live("keeps no owner alive, whether its watchers listen or not", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      const owner = yield* startFixture("nudgingOwner", [root, id])
      assert.strictEqual(yield* owner.line, "open")
      yield* connected(place)
      const heard = yield* Queue.unbounded<void>()
      yield* Effect.forkScoped(channel.ended(id, offering(heard)), { startImmediately: true })
      yield* Queue.take(heard)
      yield* channel.nudge(id)
      assert.deepStrictEqual(yield* owner.end, { lines: ["drained"], by: "0" })
    })
  )

  it.live("leaves a watcher nothing when it has ended (I12 nothing-leaks)", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      yield* stranger(place, (watcher) => watcher.end("!"))
      assert.strictEqual(yield* channel.ended(id, ignore), "Ended")
      yield* untilTrue("its connection is closed", () => endsOf(place) === 1)
    })
  )

  it.live("forgets a watcher that went away", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      yield* channel.open(id, ignore)
      const watcher = yield* Effect.forkScoped(channel.ended(id, ignore), {
        startImmediately: true
      })
      yield* untilTrue("the owner has taken the connection", () => endsOf(place) === 2)
      yield* Fiber.interrupt(watcher)
      yield* untilTrue("the owner has let go of it", () => endsOf(place) === 1)
    })
  )
})
