import { assert, describe, it } from "@effect/vitest"
import { OwnerProbe } from "@job-lifecycle/engine"
import { NodeOwnerProbe } from "@job-lifecycle/node"
import { describeLivenessChannel, sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import { once } from "node:events"
import * as fs from "node:fs"
import type * as net from "node:net"
import { connect, createServer } from "node:net"
import * as path from "node:path"
import { channelPath } from "../src/channel/channelPath.ts"
import { socketAddress } from "../src/channel/socketAddress.ts"
import { layoutOf } from "../src/store/layout.ts"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { channelsOf, nodeChannelWorld, placeOf } from "./nodeChannelWorld.ts"
import { identify } from "./nodeOwnerWorld.ts"
import { startFixture } from "./startProcess.ts"
import { untilTrue } from "./untilTrue.ts"

const id = sampleId(1)

if (process.platform === "linux") {
  describeLivenessChannel({ assert, describe, it }, "NodeLivenessChannel", nodeChannelWorld)
}

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

const descriptors = (): number => fs.readdirSync("/proc/self/fd").length

const offering = (queue: Queue.Enqueue<void>) => () => void Queue.offerUnsafe(queue, undefined)

describe.runIf(process.platform === "linux")("NodeLivenessChannel", () => {
  it.live("leaves no file when its scope closes", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* channel.open(id, ignore)
          assert.isTrue(fs.lstatSync(place).isSocket())
        })
      )
      assert.isFalse(fs.existsSync(place))
    })
  )

  it.live("of a killed owner leaves a file that reaches nobody and is removed on request", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      const owner = yield* startFixture("openChannel", [root, id])
      assert.strictEqual(yield* owner.line, "open")
      owner.child.kill("SIGKILL")
      yield* owner.end
      assert.isTrue(fs.lstatSync(place).isSocket())
      assert.strictEqual(yield* channel.ended(id, ignore), "NotReached")
      yield* channel.clear(id)
      assert.isFalse(fs.existsSync(place))
    })
  )

  it.live("of a killed owner ends when that owner is proven gone, and not before", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      placeOf(root, id)
      const [channel, probe] = [yield* channelsOf(root), yield* OwnerProbe]
      const owner = yield* startFixture("openChannel", [root, id])
      assert.strictEqual(yield* owner.line, "open")
      const identity = identify(owner.pid)
      assert.strictEqual((yield* probe.observe(identity))._tag, "Alive")
      const seen = channel.ended(id, ignore).pipe(Effect.andThen(probe.observe(identity)))
      const watcher = yield* Effect.forkScoped(seen, { startImmediately: true })
      owner.child.kill("SIGKILL")
      assert.strictEqual((yield* Fiber.join(watcher))._tag, "Gone")
    }).pipe(Effect.provide(NodeOwnerProbe.layer))
  )

  it.live("is done without in a folder that is not there", () =>
    Effect.gen(function* () {
      const root = path.join(yield* temporaryFolder, "nothing")
      const channel = yield* channelsOf(root)
      yield* channel.open(id, ignore)
      assert.strictEqual(yield* channel.ended(id, ignore), "NotReached")
      yield* channel.clear(id)
      assert.isFalse(fs.existsSync(root))
    })
  )

  it.live(
    "is reached through its folder where its path is too long, and leaves nothing there",
    () =>
      Effect.gen(function* () {
        const root = path.join(yield* temporaryFolder, "x".repeat(100))
        const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
        const before = descriptors()
        yield* Effect.scoped(
          Effect.gen(function* () {
            const nudged = yield* Queue.unbounded<void>()
            const heard = yield* Queue.unbounded<void>()
            const nudgeWatchers = yield* channel.open(id, offering(nudged))
            assert.isTrue(fs.lstatSync(place).isSocket())
            const watcher = yield* Effect.forkScoped(channel.ended(id, offering(heard)), {
              startImmediately: true
            })
            yield* Queue.take(heard)
            yield* channel.nudge(id)
            yield* Queue.take(nudged)
            nudgeWatchers()
            yield* Queue.take(heard)
            assert.strictEqual(watcher.pollUnsafe(), undefined)
          })
        )
        assert.isFalse(fs.existsSync(place))
        yield* untilTrue("every descriptor is closed", () => descriptors() === before)
      })
  )

  it.live("of a killed owner under a long path hinders nobody, and is removed on request", () =>
    Effect.gen(function* () {
      const root = path.join(yield* temporaryFolder, "x".repeat(100))
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      const owner = yield* startFixture("openChannel", [root, id])
      assert.strictEqual(yield* owner.line, "open")
      const watcher = yield* Effect.forkScoped(channel.ended(id, ignore), {
        startImmediately: true
      })
      owner.child.kill("SIGKILL")
      assert.strictEqual(yield* Fiber.join(watcher), "Ended")
      yield* owner.end
      assert.strictEqual(yield* channel.ended(id, ignore), "NotReached")
      yield* channel.clear(id)
      assert.isFalse(fs.existsSync(place))
    })
  )

  for (const [what, make] of [
    ["a file", (place: string) => fs.writeFileSync(place, "mine")],
    ["a link to nothing", (place: string) => fs.symlinkSync("nowhere", place)],
    ["a folder", (place: string) => fs.mkdirSync(place)]
  ] as const) {
    it.live(`leaves ${what} at its place alone, and does without`, () =>
      Effect.gen(function* () {
        const root = yield* temporaryFolder
        const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
        make(place)
        const before = fs.lstatSync(place)
        yield* Effect.scoped(channel.open(id, ignore))
        assert.strictEqual(yield* channel.ended(id, ignore), "NotReached")
        yield* channel.clear(id)
        const { ino, mode } = fs.lstatSync(place)
        assert.deepStrictEqual([ino, mode], [before.ino, before.mode])
      })
    )
  }

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

  it.live("of a process is opened for so many jobs and no more, and again when some are over", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const channel = yield* channelsOf(root)
      const ids = Array.from({ length: 70 }, (_, n) => sampleId(n))
      const openOnes = () => ids.filter((each) => fs.existsSync(placeOf(root, each))).length
      const all = Effect.scoped(
        Effect.gen(function* () {
          for (const each of ids) {
            placeOf(root, each)
            yield* channel.open(each, ignore)
          }
          return openOnes()
        })
      )
      assert.deepStrictEqual([yield* all, openOnes(), yield* all], [64, 0, 64])
    })
  )

  it.live("keeps neither its owner nor its watcher alive", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      placeOf(root, id)
      const program = yield* startFixture("drainedChannel", [root, id])
      assert.deepStrictEqual(yield* program.end, { lines: ["open"], by: "0" })
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

  it("has a path that fits everywhere, or none outside Linux", () => {
    const at = (length: number) => {
      const file = channelPath(layoutOf(`/${"r".repeat(length - 1)}`), id, "darwin")!
      return [Buffer.byteLength(file), socketAddress(file, "darwin")?.path === file]
    }
    assert.deepStrictEqual(
      [at(72), at(73)],
      [
        [103, true],
        [104, false]
      ]
    )
    const letters = channelPath(layoutOf(`/${"ü".repeat(40)}`), id, "darwin")!
    assert.strictEqual(socketAddress(letters, "darwin"), null)
    const pipe = channelPath(layoutOf("C:\\any\\length".repeat(20)), id, "win32")!
    assert.strictEqual(pipe, `\\\\.\\pipe\\job-lifecycle-${id}`)
    assert.strictEqual(socketAddress(pipe, "win32")?.path, pipe)
    assert.strictEqual(channelPath(layoutOf("/r"), "../../etc/x", "linux"), null)
  })

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
