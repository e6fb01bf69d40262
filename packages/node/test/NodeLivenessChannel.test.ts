import { assert, describe, it } from "@effect/vitest"
import { OwnerProbe } from "@job-lifecycle/engine"
import { NodeOwnerProbe } from "@job-lifecycle/node"
import { describeLivenessChannel, sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as fs from "node:fs"
import * as path from "node:path"
import { channelPath } from "../src/channel/channelPath.ts"
import { nudgeOwner } from "../src/channel/nudgeOwner.ts"
import { openOwnerEnd } from "../src/channel/openOwnerEnd.ts"
import { hasRoom, socketAddress } from "../src/channel/socketAddress.ts"
import { watchEnd } from "../src/channel/watchEnd.ts"
import { layoutOf } from "../src/store/layout.ts"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { channelsOf, nodeChannelWorld, placeOf } from "./nodeChannelWorld.ts"
import { identify, untilState } from "./nodeOwnerWorld.ts"
import { startFixture } from "./startProcess.ts"
import { untilTrue } from "./untilTrue.ts"

const id = sampleId(1)

if (process.platform === "linux") {
  describeLivenessChannel({ assert, describe, it }, "NodeLivenessChannel", nodeChannelWorld)
}

const ignore = (): void => {}

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

  it.live("of a killed worker of node:cluster does not live on in its primary", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      placeOf(root, id)
      const channel = yield* channelsOf(root)
      const primary = yield* startFixture("clusterOwner", [root, id])
      assert.strictEqual(yield* primary.line, "open")
      const watcher = yield* Effect.forkScoped(channel.ended(id, ignore), {
        startImmediately: true
      })
      primary.child.kill("SIGUSR2")
      assert.strictEqual(yield* primary.line, "killed")
      assert.strictEqual(yield* Fiber.join(watcher), "Ended")
      assert.strictEqual(yield* channel.ended(id, ignore), "NotReached")
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

  it.live("under a long path that leads nowhere any more is not reached, opened or nudged", () =>
    Effect.gen(function* () {
      const place = path.join(yield* temporaryFolder, "x".repeat(100), ".live")
      assert.strictEqual(yield* watchEnd(place, ignore), "NotReached")
      assert.isNull(yield* openOwnerEnd(place, ignore))
      yield* nudgeOwner(place)
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

  it.live("is done without where its place cannot be looked at", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [folder, channel] = [path.dirname(placeOf(root, id)), yield* channelsOf(root)]
      fs.rmdirSync(folder)
      fs.symlinkSync(path.basename(folder), folder)
      assert.strictEqual(yield* channel.ended(id, ignore), "NotReached")
      yield* channel.nudge(id)
      yield* channel.clear(id)
      assert.isTrue(fs.lstatSync(folder).isSymbolicLink())
    })
  )

  it.live("is not reached or removed through a link to the socket of another job", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const channel = yield* channelsOf(root)
      const [place, other] = [placeOf(root, id), placeOf(root, sampleId(2))]
      yield* channel.open(sampleId(2), ignore)
      fs.symlinkSync(other, place)
      assert.strictEqual(yield* channel.ended(id, ignore), "NotReached")
      yield* channel.clear(id)
      assert.isTrue(fs.lstatSync(place).isSymbolicLink())
    })
  )

  it.live("of an owner that is stopped holds nothing of whoever has nudged it", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      placeOf(root, id)
      const channel = yield* channelsOf(root)
      const owner = yield* startFixture("openChannel", [root, id])
      assert.strictEqual(yield* owner.line, "open")
      owner.child.kill("SIGSTOP")
      yield* untilState(owner.pid, "T")
      const before = descriptors()
      yield* channel.nudge(id)
      assert.isAbove(descriptors(), before)
      yield* untilTrue("it was let go", () => descriptors() === before)
    })
  )

  it.live("that cannot be opened under a long path holds no descriptor", () =>
    Effect.gen(function* () {
      const root = path.join(yield* temporaryFolder, "x".repeat(100))
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      fs.writeFileSync(place, "mine")
      // Whatever is opened once in the life of a process.
      yield* Effect.scoped(channel.open(id, ignore))
      const before = descriptors()
      yield* channel.open(id, ignore)
      assert.strictEqual(descriptors(), before)
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
    assert.deepStrictEqual([hasRoom(letters, "darwin"), hasRoom(letters, "linux")], [false, true])
    const pipe = channelPath(layoutOf("C:\\any\\length".repeat(20)), id, "win32")!
    assert.strictEqual(pipe, `\\\\.\\pipe\\job-lifecycle-${id}`)
    assert.strictEqual(socketAddress(pipe, "win32")?.path, pipe)
    assert.strictEqual(channelPath(layoutOf("/r"), "../../etc/x", "linux"), null)
  })
})
