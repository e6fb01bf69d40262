import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type { ChildProcess } from "node:child_process"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { endWithUs } from "../src/command/endWithUs.ts"

/** What is signalled while `body` runs: nobody hears of it. */
const signalledIn = <A, E, R>(body: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const signalled: Array<number> = []
    const { kill } = process
    process.kill = (pid) => {
      signalled.push(pid)
      return true
    }
    yield* Effect.ensuring(
      body,
      Effect.sync(() => {
        process.kill = kill
      })
    )
    return signalled
  })

const start = (script: string): ChildProcess =>
  spawn("sh", ["-c", script], { detached: true, stdio: "ignore" })

describe.runIf(process.platform !== "win32")("a command that ends with us", () => {
  for (const [how, script] of [
    ["by itself", "exit 3"],
    ["by a signal", "kill -9 $$"]
  ] as const) {
    it.live(`I6 no-stranger-signalled: is not signalled once it has ended ${how}`, () =>
      Effect.gen(function* () {
        const child = start(script)
        yield* Effect.promise(() => once(child, "exit"))
        // Its number is anybody's from here on, and so is its group's.
        const ended = Effect.scoped(endWithUs({ child, pid: child.pid!, leadsGroup: true }))
        assert.deepStrictEqual(yield* signalledIn(ended), [])
      })
    )
  }

  for (const [whose, leadsGroup, sign] of [
    ["with the group that it leads", true, -1],
    ["alone, where the group is the user's own", false, 1]
  ] as const) {
    it.live(`is ended ${whose}`, () =>
      Effect.gen(function* () {
        const child = start("exec sleep 600")
        const pid = child.pid!
        const signalled = yield* signalledIn(Effect.scoped(endWithUs({ child, pid, leadsGroup })))
        child.kill("SIGKILL")
        assert.deepStrictEqual(signalled, [sign * pid])
      })
    )
  }

  it.live("is ended at the end of our process, where no scope closes, and so is every other", () =>
    Effect.gen(function* () {
      const children = [start("exec sleep 600"), start("exec sleep 600"), start("")]
      const [first, second, over] = children.map((child) => ({ child, pid: child.pid! }))
      const endThem = Effect.sync(() => children.map((child) => child.kill("SIGKILL")))
      yield* Effect.addFinalizer(() => endThem)
      yield* Effect.promise(() => once(over!.child, "exit"))
      const signalled = yield* signalledIn(
        Effect.scoped(
          Effect.gen(function* () {
            yield* endWithUs({ ...first!, leadsGroup: true })
            yield* Effect.scoped(endWithUs({ ...over!, leadsGroup: true }))
            yield* endWithUs({ ...second!, leadsGroup: false })
            process.listeners("exit").at(-1)!(0)
            const ends = [first!, second!].map(({ child }) => once(child, "exit"))
            yield* endThem
            yield* Effect.promise(() => Promise.all(ends))
          })
        )
      )
      assert.deepStrictEqual(signalled, [-first!.pid, second!.pid])
    })
  )

  it.live("I12 nothing-leaks: leaves no listener for the end of our process", () =>
    Effect.gen(function* () {
      const before = process.listenerCount("exit")
      for (let n = 0; n < 2; n++) {
        const child = start("exit 0")
        const command = endWithUs({ child, pid: child.pid!, leadsGroup: true })
        yield* Effect.scoped(
          Effect.gen(function* () {
            yield* command
            assert.strictEqual(process.listenerCount("exit"), before + 1)
            yield* Effect.promise(() => once(child, "exit"))
          })
        )
        assert.strictEqual(process.listenerCount("exit"), before)
      }
    })
  )
})
