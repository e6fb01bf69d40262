import { assert, describe, it } from "@effect/vitest"
import type { WorkIdentity, WorkTarget } from "@job-lifecycle/engine"
import { WorkStopper } from "@job-lifecycle/engine"
import {
  NodeWorkStopper,
  identifyProcess,
  identifyWork,
  nodeScheme,
  tokenVariable
} from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { randomUUID } from "node:crypto"
import { isDefunct } from "../src/probe/parseStat.ts"
import { readProcess } from "../src/probe/readProcess.ts"
import { canUnshare, ownNamespace } from "./canUnshare.ts"
import { endAfterwards } from "./endAfterwards.ts"
import { startFixture, startProcess } from "./startProcess.ts"
import { untilTrue } from "./untilTrue.ts"

const isAlive = (pid: number) => {
  const seen = readProcess(pid)
  return seen._tag === "Row" && !isDefunct(seen.stat)
}

const us = () => ({
  scheme: nodeScheme,
  label: "this very process",
  value: identifyProcess(process.pid)
})

interface Tree {
  readonly target: WorkTarget & { readonly work: WorkIdentity }
  readonly leader: number
  /** The process whose end is in question. */
  readonly last: number
}

/** Starts a script as a job's command would be; it prints the number of its last process. */
const tree = (script: string, ownSession = true): Effect.Effect<Tree, never, Scope.Scope> =>
  Effect.gen(function* () {
    const token = randomUUID()
    const { line, pid } = yield* startProcess(["sh", "-c", script], {
      detached: ownSession,
      env: { [tokenVariable]: token }
    })
    const last = Number(yield* line)
    yield* endAfterwards(last)
    const work = identifyWork({ pid, leadsGroup: ownSession, name: "sh" })
    return { target: { work, token, owner: us(), includesOwner: false }, leader: pid, last }
  })

const altered = (target: Tree["target"], change: Record<string, string | number>): WorkTarget => ({
  ...target,
  work: { ...target.work, value: { ...(target.work.value as object), ...change } }
})

const trees = {
  "a child in the group": "sleep 600 & echo $!; wait",
  "a child deaf to SIGTERM": `trap "" TERM; sleep 600 & echo $!; wait`,
  "a grandchild left by setsid": `setsid sh -c 'echo $$; exec sleep 600' & wait`,
  "a daemon (double fork and setsid)": `(setsid sh -c 'echo $$; exec sleep 600' &); exec sleep 600`,
  "a child with a wiped environment": "env -i sleep 600 & echo $!; wait",
  "a grandchild with a wiped environment in a session of its own": `setsid env -i sh -c 'echo $$; exec sleep 600' & wait`
}

describe.runIf(process.platform === "linux")("NodeWorkStopper stops real processes", () => {
  for (const [name, script] of Object.entries(trees)) {
    it.live(`${name} is stopped with everything else`, () =>
      Effect.gen(function* () {
        const stopper = yield* WorkStopper
        const { last, leader, target } = yield* tree(script)
        assert.strictEqual(yield* stopper.observe(target), "Running")
        assert.strictEqual(yield* stopper.stop(target, { graceMillis: 100 }), "Stopped")
        assert.isFalse(isAlive(last))
        assert.isFalse(isAlive(leader))
        assert.strictEqual(yield* stopper.observe(target), "Stopped")
      }).pipe(Effect.provide(NodeWorkStopper.layer))
    )
  }

  it.live("a tree that is stopped hears the request and ends without a kill", () =>
    Effect.gen(function* () {
      const stopper = yield* WorkStopper
      const { last, leader, target } = yield* tree("sleep 600 & echo $!; wait")
      for (const pid of [last, leader]) process.kill(pid, "SIGSTOP")
      yield* untilTrue("the tree is stopped", () => {
        const seen = readProcess(last)
        return seen._tag === "Row" && seen.stat.state === "T"
      })
      assert.strictEqual(yield* stopper.observe(target), "Running")
      yield* stopper.signalOnce(target, { kill: false })
      yield* untilTrue("the tree ends", () => !isAlive(last) && !isAlive(leader))
    }).pipe(Effect.provide(NodeWorkStopper.layer))
  )

  it.live("a command in our own group is stopped with its children and nobody else", () =>
    Effect.gen(function* () {
      const stopper = yield* WorkStopper
      const { pid: bystander } = yield* startProcess(["sleep", "600"])
      const { last, target } = yield* tree("env -i sleep 600 & echo $!; wait", false)
      assert.strictEqual(yield* stopper.stop(target, { graceMillis: 100 }), "Stopped")
      assert.isFalse(isAlive(last))
      assert.isTrue(isAlive(bystander))
    }).pipe(Effect.provide(NodeWorkStopper.layer))
  )

  it.live("a stranger with the recorded number survives, and its whole group with it", () =>
    Effect.gen(function* () {
      const stopper = yield* WorkStopper
      const { last, leader, target } = yield* tree("sleep 600 & echo $!; wait")
      const { startTicks } = identifyProcess(leader)
      const recorded = { ...altered(target, { startTicks: startTicks! - 1 }), token: randomUUID() }
      assert.strictEqual(yield* stopper.observe(recorded), "Stopped")
      assert.strictEqual(yield* stopper.stop(recorded, { graceMillis: 100 }), "Stopped")
      yield* stopper.signalOnce(recorded, { kill: true })
      assert.isTrue(isAlive(leader))
      assert.isTrue(isAlive(last))
    }).pipe(Effect.provide(NodeWorkStopper.layer))
  )

  // Before the request to end, before and amid the hold, and before the kill.
  for (const reading of [1, 2, 3, 4, 5]) {
    it.live.runIf(canUnshare)(
      `a stranger who really got the number after reading ${reading} of the table is left alone`,
      () =>
        Effect.gen(function* () {
          const { line } = yield* startFixture("recycleUnlisted", [`${reading}`], ownNamespace)
          const { answers, readings, state } = JSON.parse(yield* line) as Record<string, unknown>
          assert.deepStrictEqual([state, answers], ["Stopped", true])
          assert.isAbove(readings as number, reading)
        }),
      30_000
    )
  }

  it.live("before the command is on record its token finds it", () =>
    Effect.gen(function* () {
      const stopper = yield* WorkStopper
      const { leader, target } = yield* tree("sleep 600 & echo $!; wait")
      const early = { ...target, work: null }
      assert.strictEqual(yield* stopper.observe(early), "Running")
      assert.strictEqual(yield* stopper.stop(early, { graceMillis: 100 }), "Stopped")
      assert.isFalse(isAlive(leader))
      assert.strictEqual(yield* stopper.observe({ ...early, token: randomUUID() }), "Stopped")
    }).pipe(Effect.provide(NodeWorkStopper.layer))
  )

  it.live("the owner may stop its own work, and is not touched", () =>
    Effect.gen(function* () {
      const stopper = yield* WorkStopper
      const { leader, target } = yield* tree("sleep 600 & echo $!; wait")
      const whole = { ...target, includesOwner: true }
      assert.strictEqual(yield* stopper.stop(whole, { graceMillis: 100 }), "Stopped")
      assert.isFalse(isAlive(leader))
    }).pipe(Effect.provide(NodeWorkStopper.layer))
  )

  it.live("a dedicated owner ends with what it started; one of another identity does not", () =>
    Effect.gen(function* () {
      const stopper = yield* WorkStopper
      const { child, pid } = yield* startProcess(["sleep", "600"])
      const value = identifyProcess(pid)
      const owner = { scheme: nodeScheme, label: "an owner", value }
      const other = { ...owner, value: { ...value, startTicks: value.startTicks! - 1 } }
      const target = { work: null, token: randomUUID(), includesOwner: true }
      yield* stopper.stop({ ...target, owner: other }, { graceMillis: 100 })
      assert.isTrue(isAlive(pid))
      assert.strictEqual(yield* stopper.stop({ ...target, owner }, { graceMillis: 100 }), "Stopped")
      yield* untilTrue("its end is known", () => child.signalCode === "SIGTERM")
    }).pipe(Effect.provide(NodeWorkStopper.layer))
  )

  it.live(
    "work of an earlier boot has stopped, and work elsewhere is unknown and untouched",
    () =>
      Effect.gen(function* () {
        const stopper = yield* WorkStopper
        const { last, leader, target } = yield* tree("sleep 600 & echo $!; wait")
        const cases = [
          [altered(target, { bootId: "an earlier boot" }), "Stopped"],
          [altered(target, { machineId: "another machine" }), "Unknown"],
          [altered(target, { pidNamespace: "pid:[1]" }), "Unknown"],
          [altered(target, { timeNamespace: "time:[1]" }), "Unknown"],
          [altered(target, { pid: "no number" }), "Unknown"],
          [{ ...target, work: { ...target.work, scheme: "another" } }, "Unknown"]
        ] as const
        for (const [elsewhere, expected] of cases) {
          assert.strictEqual(yield* stopper.observe(elsewhere), expected)
          assert.strictEqual(yield* stopper.signalOnce(elsewhere, { kill: true }), expected)
          assert.strictEqual(yield* stopper.stop(elsewhere, { graceMillis: 100 }), expected)
        }
        assert.isTrue(isAlive(last))
        assert.isTrue(isAlive(leader))
      }).pipe(Effect.provide(NodeWorkStopper.layer)),
    30_000
  )
})
