import { assert, describe, it } from "@effect/vitest"
import { WorkStopper } from "@job-lifecycle/engine"
import { NodeWorkStopper } from "@job-lifecycle/node"
import { seededRandom } from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { keyOf } from "../src/probe/ProcessKey.ts"
import { instantly } from "./crash/instantly.ts"
import { fakeScope } from "./FakeRows.ts"
import type { Manners } from "./WildTree.ts"
import { token, WildTree } from "./WildTree.ts"

const trees = 1_500

/** Open trees keep their token; the others may take it off, and leave their session. */
const mannersOf = (random: () => number, hides: boolean): Manners => ({
  forks: [0, 0.05, 0.2, 0.4][Math.floor(random() * 4)]!,
  exits: [0, 0.05, 0.2][Math.floor(random() * 3)]!,
  hides: hides ? 0.1 : 0,
  unread: [0, 0, 0.1, 0.5][Math.floor(random() * 4)]!,
  deaf: random() < 0.5 ? 0 : 0.5
})

const stopperOf = (tree: WildTree) =>
  Effect.provide(WorkStopper, Layer.provide(NodeWorkStopper.layerNoDeps, tree.layer))

/** What is known of the job: all of it, or what the claim says. */
const targetOf = (tree: WildTree, isNamed: boolean) => ({
  work: isNamed ? tree.identity : null,
  token,
  owner: {
    scheme: "node",
    label: "an owner that is gone",
    value: { pid: 9_999, startTicks: 1, uid: 0, ...fakeScope }
  },
  includesOwner: false
})

const met = new Map<string, number>()
const count = (what: string) => met.set(what, (met.get(what) ?? 0) + 1)

interface Kind {
  readonly hides: boolean
  /** Nothing of it does anything any more, but hear. */
  readonly settles: boolean
}

const eachTree = (
  { hides, settles }: Kind,
  judge: (tree: WildTree, traced: ReturnType<WildTree["traced"]>, where: string) => void
) => {
  for (let seed = 1; seed <= trees; seed++) {
    const random = seededRandom(seed)
    const manners = mannersOf(random, hides)
    const tree = new WildTree(seed, manners)
    tree.pass(Math.floor(random() * 40))
    const isNamed = random() < 0.7
    const target = targetOf(tree, isNamed)
    if (settles) tree.settle()
    const traced = tree.traced(isNamed)
    const stop = Effect.flatMap(stopperOf(tree), (stopper) =>
      // One look that sees nothing ends nothing.
      manners.unread > 0 || random() < 0.8
        ? stopper.stop(target, { graceMillis: Math.floor(random() * 60) })
        : stopper.signalOnce(target, { kill: true })
    )
    const state = instantly(stop, () => tree.pass(3))
    count(`${hides ? "hiding" : "open"}: ${state}`)
    const where = `tree ${seed}, ${state}`
    assert.deepStrictEqual(tree.strangersSignalled, [], where)
    const leftStopped = tree.alive.filter(
      (one) => tree.held.has(keyOf(one)) && one.state !== "running"
    )
    assert.deepStrictEqual(leftStopped, [], `${where}: left where it was stopped`)
    if (state === "Stopped") {
      const seen = tree.alive.filter((one) => one.token === token)
      assert.deepStrictEqual(seen, [], `${where}: is told to have stopped`)
    }
    judge(tree, traced, where)
  }
}

describe("stopping what forks, ends, hides and is replaced by strangers while it is looked at (I6, I7)", () => {
  it("signals no stranger, leaves nothing stopped, and says of nothing that it is gone that carries the token", () => {
    eachTree({ hides: true, settles: false }, () => undefined)
  })

  it("ends all of a tree that keeps its token, however it forks", () => {
    eachTree({ hides: false, settles: false }, (tree, _traced, where) => {
      assert.deepStrictEqual(tree.alive, [], where)
    })
  })

  it("ends all to which a trail led at first, though that ends with their parents", () => {
    eachTree({ hides: true, settles: true }, (tree, traced, where) => {
      const left = traced.filter((one) => tree.alive.includes(one))
      assert.deepStrictEqual(left, [], where)
    })
    assert.isAbove(met.get("open: Stopped") ?? 0, trees / 2)
    assert.isAbove(met.get("hiding: Stopped") ?? 0, trees / 2)
  })
})
