import { assert, describe, it } from "@effect/vitest"
import { OwnerProbe } from "@job-lifecycle/engine"
import type { NodeOwner } from "@job-lifecycle/node"
import { NodeOwnerProbe } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { withFs } from "./fixtures/watchedFs.ts"

describe.runIf(process.platform === "linux")("an owner's own name", () => {
  // In a file of its own: a process learns its name once.
  it.effect("is asked for again after a look that was refused, and can be judged then (I5)", () =>
    Effect.gen(function* () {
      const { observe, self } = yield* OwnerProbe
      const startOf = Effect.map(self, ({ value }) => (value as NodeOwner).startTicks)
      const refused = () => {
        throw Object.assign(new Error("too many open files"), { code: "EMFILE" })
      }
      assert.isNull(withFs({ openSync: refused }, () => Effect.runSync(startOf)))
      assert.isNotNull(yield* startOf)
      assert.strictEqual((yield* observe(yield* self))._tag, "Alive")
    }).pipe(Effect.provide(NodeOwnerProbe.layer))
  )
})
