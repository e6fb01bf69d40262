import { assert, describe, it } from "@effect/vitest"
import { describeLivenessChannel, sampleId } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as fs from "node:fs"
import type * as net from "node:net"
import { createServer } from "node:net"
import * as path from "node:path"
import { channelPath } from "../src/channel/channelPath.ts"
import { layoutOf } from "../src/store/layout.ts"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { channelsOf, nodeChannelWorld, placeOf } from "./nodeChannelWorld.ts"
import { startFixture } from "./startProcess.ts"
import { untilTrue } from "./untilTrue.ts"

const id = sampleId(1)

if (process.platform === "linux") {
  describeLivenessChannel({ assert, describe, it }, "NodeLivenessChannel", nodeChannelWorld)
}

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

describe.runIf(process.platform === "linux")("NodeLivenessChannel", () => {
  it.live("leaves no file when its scope closes", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* channel.open(id)
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
      assert.strictEqual(yield* channel.ended(id), "NotReached")
      yield* channel.clear(id)
      assert.isFalse(fs.existsSync(place))
    })
  )

  it.live("is done without in a folder that is not there", () =>
    Effect.gen(function* () {
      const root = path.join(yield* temporaryFolder, "nothing")
      const channel = yield* channelsOf(root)
      yield* channel.open(id)
      assert.strictEqual(yield* channel.ended(id), "NotReached")
      yield* channel.clear(id)
      assert.isFalse(fs.existsSync(root))
    })
  )

  it.live("is done without where its path is too long, and no shorter one is taken instead", () =>
    Effect.gen(function* () {
      const folder = yield* temporaryFolder
      const root = path.join(folder, "x".repeat(100))
      const channel = yield* channelsOf(root)
      placeOf(root, id)
      yield* channel.open(id)
      assert.strictEqual(yield* channel.ended(id), "NotReached")
      const names = fs.readdirSync(folder, { recursive: true }).map(String)
      assert.deepStrictEqual(
        names.filter((name) => fs.lstatSync(path.join(folder, name)).isSocket()),
        []
      )
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
        yield* Effect.scoped(channel.open(id))
        assert.strictEqual(yield* channel.ended(id), "NotReached")
        yield* channel.clear(id)
        const { ino, mode } = fs.lstatSync(place)
        assert.deepStrictEqual([ino, mode], [before.ino, before.mode])
      })
    )
  }

  it.live("believes nothing that a stranger at its place says", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      const watchers: Array<net.Socket> = []
      yield* stranger(place, (watcher) => {
        watchers.push(watcher)
        watcher.write('{"dead":true}\n')
      })
      yield* Effect.scoped(channel.open(id))
      assert.strictEqual(yield* channel.ended(id), "NotReached")
      assert.strictEqual(watchers.length, 1)
    })
  )

  it.live("hears a stranger that only takes connections like an owner: as a hint at its end", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      yield* stranger(place, (watcher) => watcher.destroy())
      assert.strictEqual(yield* channel.ended(id), "Ended")
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
            yield* channel.open(each)
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

  it("has a path that fits everywhere, or none", () => {
    const at = (length: number) => channelPath(layoutOf(`/${"r".repeat(length - 1)}`), id, "linux")
    assert.strictEqual(Buffer.byteLength(at(72)!), 103)
    assert.strictEqual(at(73), null)
    assert.strictEqual(channelPath(layoutOf(`/${"ü".repeat(40)}`), id, "darwin"), null)
    assert.strictEqual(
      channelPath(layoutOf("C:\\any\\length".repeat(20)), id, "win32"),
      `\\\\.\\pipe\\job-lifecycle-${id}`
    )
    assert.strictEqual(channelPath(layoutOf("/r"), "../../etc/x", "linux"), null)
  })

  it.live("forgets a watcher that went away", () =>
    Effect.gen(function* () {
      const root = yield* temporaryFolder
      const [place, channel] = [placeOf(root, id), yield* channelsOf(root)]
      yield* channel.open(id)
      const ends = () => fs.readFileSync("/proc/net/unix", "utf8").split(place).length - 1
      const watcher = yield* Effect.forkScoped(channel.ended(id), { startImmediately: true })
      yield* untilTrue("the owner has taken the connection", () => ends() === 2)
      yield* Fiber.interrupt(watcher)
      yield* untilTrue("the owner has let go of it", () => ends() === 1)
    })
  )
})
