import { assert, describe, it } from "@effect/vitest"
import type { PromiseJobLifecycle } from "@job-lifecycle/node"
import { openJobLifecycle } from "@job-lifecycle/node"
import * as path from "node:path"
import * as v8 from "node:v8"
import * as vm from "node:vm"
import { withFolder } from "./fixtures/folders.ts"

const withOwner = (body: (owner: PromiseJobLifecycle) => Promise<void>) =>
  withFolder(async (folder) => {
    const owner = await openJobLifecycle({ root: path.join(folder, "root"), onSignal: "report" })
    try {
      await body(owner)
    } finally {
      await owner.close()
    }
  })

describe("the end of a client", () => {
  const ends: ReadonlyArray<readonly [string, () => unknown, string]> = [
    ["a text", async () => "hung up", "hung up"],
    ["what an event carries", async () => [0, null], "0,"],
    ["nothing", async () => {}, "undefined"],
    ["what has no text", async () => Object.create(null), "it gave no reason that can be shown"],
    ["an error", () => Promise.reject(new Error("reset")), "reset"],
    ["a text that is no promise", () => "gone already", "gone already"]
  ]
  for (const [what, gone, reason] of ends) {
    it(`ends the job, told with ${what}`, () =>
      withOwner(async (owner) => {
        const { state } = await owner.run({ grace: 0 }, async ({ clientExit, signal }) => {
          clientExit(gone() as Promise<string>)
          await new Promise((resolve) => signal.addEventListener("abort", resolve))
        })
        assert.strictEqual(state._tag, "Settled")
        if (state._tag !== "Settled") return
        const { outcome } = state.settlement
        assert.deepStrictEqual({ ...outcome }, { _tag: "ClientExited", reason, answered: false })
      }))
  }

  it("that outlives its jobs keeps none of them (I12 nothing-leaks)", () =>
    withOwner(async (owner) => {
      v8.setFlagsFromString("--expose-gc")
      const collectGarbage = vm.runInNewContext("gc") as () => void
      const client = Promise.withResolvers<string>()
      const kept: Array<WeakRef<AbortSignal>> = []
      for (let n = 0; n < 5; n++) {
        await owner.run({}, async ({ clientExit, signal }) => {
          clientExit(client.promise)
          clientExit(client.promise)
          kept.push(new WeakRef(signal))
          return n
        })
      }
      // A WeakRef holds what it refers to until the turn is over.
      await new Promise(setImmediate)
      collectGarbage()
      // Something may still hold the last.
      assert.isAtMost(kept.filter((signal) => signal.deref() !== undefined).length, 1)
      const last = await owner.run({ grace: 0 }, async ({ clientExit }) => {
        clientExit(client.promise)
        client.resolve("hung up")
        await new Promise(() => {})
      })
      assert.propertyVal(last.state, "_tag", "Settled")
    }))
})
