import { assert, describe, it } from "@effect/vitest"
import { openJobLifecycle } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import * as path from "node:path"
import { iterated } from "../src/promises/iterated.ts"
import { withFolder } from "./fixtures/folders.ts"

const begin = <A, E>(stream: Stream.Stream<A, E>) => iterated(stream)[Symbol.asyncIterator]()

/** What has to be read before the first value is there. */
const later = Effect.promise(() => Promise.resolve())

describe("a loop that is asked for several values at once", () => {
  it("answers all that wait once it is left, and whoever asks later (I12 nothing-leaks)", () =>
    withFolder(async (folder) => {
      const jobs = await openJobLifecycle({ root: path.join(folder, "root"), onSignal: "report" })
      try {
        const loops: ReadonlyArray<AsyncIterable<unknown>> = [jobs.settled(), jobs.followAll()]
        for (const loop of loops) {
          const values = loop[Symbol.asyncIterator]()
          const first = values.next()
          // The second look that a listing is asked for waits for a change: there is none.
          const waiting = [values.next(), values.next()]
          if (loop === loops[1]) assert.notStrictEqual((await first).done, true)
          const left = values.return!()
          for (const { done } of await Promise.all([...waiting, left, values.next()])) {
            assert.isTrue(done)
          }
          await first
        }
      } finally {
        await jobs.close()
      }
    }))

  it("gives each value once, in the order of the calls", async () => {
    const values = begin(Stream.unwrap(Effect.as(later, Stream.make(1, 2, 3))))
    const all = await Promise.all([values.next(), values.next(), values.next(), values.next()])
    assert.deepStrictEqual(
      all.map(({ value }) => value),
      [1, 2, 3, undefined]
    )
  })

  it("tells an error to the call that met it, and is over after it", async () => {
    const values = begin(Stream.concat(Stream.make(1), Stream.fail("unreadable")))
    const [one, two, three] = await Promise.allSettled([
      values.next(),
      values.next(),
      values.next()
    ])
    assert.deepInclude(one, { status: "fulfilled", value: { done: false, value: 1 } })
    assert.deepInclude(two, { status: "rejected", reason: "unreadable" })
    assert.deepInclude(three, { status: "fulfilled", value: { done: true, value: undefined } })
  })

  it.for(["return", "throw"] as const)("begins no stream once it was left by %s", async (how) => {
    let begun = 0
    const stream = Stream.suspend(() => {
      begun += 1
      return Stream.make(1, 2, 3)
    })
    const values = begin(stream)
    await values[how]!("given up").catch(() => {})
    assert.isTrue((await values.next()).done)
    assert.strictEqual(begun, 0)
  })

  it("answers all that wait, when it is told that something was thrown", async () => {
    const values = begin(Stream.never)
    const waiting = [values.next(), values.next()]
    const thrown = await values.throw!("given up").catch((error: unknown) => error)
    assert.strictEqual(thrown, "given up")
    for (const { done } of await Promise.all(waiting)) assert.isTrue(done)
  })
})
