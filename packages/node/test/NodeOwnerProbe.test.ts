import { assert, describe, it } from "@effect/vitest"
import type { Evidence, OwnerIdentity } from "@job-lifecycle/engine"
import { OwnerProbe } from "@job-lifecycle/engine"
import { NodeOwnerProbe } from "@job-lifecycle/node"
import { describeOwnerProbe } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import { canUnshare, ownNamespace } from "./canUnshare.ts"
import { nodeOwnerWorld } from "./nodeOwnerWorld.ts"
import { startFixture } from "./startProcess.ts"

const observe = (owner: OwnerIdentity) =>
  Effect.flatMap(OwnerProbe, (probe) => probe.observe(owner)).pipe(
    Effect.provide(NodeOwnerProbe.layer)
  )

const supported = process.platform === "linux"

if (supported) describeOwnerProbe({ assert, describe, it }, "NodeOwnerProbe", nodeOwnerWorld)

describe("NodeOwnerProbe in pid namespaces", () => {
  it.live.runIf(canUnshare)("a number that was really given to another process is recycled", () =>
    Effect.gen(function* () {
      const fixture = yield* startFixture("recyclePid", [], ownNamespace)
      const evidence = JSON.parse(yield* fixture.line) as Evidence
      assert.strictEqual(evidence._tag === "Gone" ? evidence.reason : evidence._tag, "PidRecycled")
    })
  )

  it.live.runIf(canUnshare)("a number whose row is another process's is unknown", () =>
    Effect.gen(function* () {
      const fixture = yield* startFixture("coverRow", [], ownNamespace)
      const evidence = JSON.parse(yield* fixture.line) as Evidence
      assert.strictEqual(evidence._tag, "Unknown")
    })
  )

  it.live.runIf(canUnshare)(
    "the first process of a container is alive to itself and unknown outside",
    () =>
      Effect.gen(function* () {
        const fixture = yield* startFixture("printSelf", [], ownNamespace)
        const { evidence, self } = JSON.parse(yield* fixture.line) as {
          readonly evidence: Evidence
          readonly self: OwnerIdentity
        }
        assert.strictEqual((self.value as { readonly pid: number }).pid, 1)
        assert.deepStrictEqual(evidence, { _tag: "Alive", frozen: false })
        assert.strictEqual((yield* observe(self))._tag, "Unknown")
      })
  )

  it.live.runIf(canUnshare)(
    "a process that sees the procfs of another namespace claims to know nothing",
    () =>
      Effect.gen(function* () {
        const fixture = yield* startFixture(
          "printSelf",
          [],
          ["unshare", "--pid", "--fork", "--kill-child"]
        )
        const { evidence, self } = JSON.parse(yield* fixture.line) as {
          readonly evidence: Evidence
          readonly self: OwnerIdentity
        }
        assert.strictEqual(evidence._tag, "Unknown")
        assert.strictEqual((yield* observe(self))._tag, "Unknown")
      })
  )
})
