import type { Evidence, OwnerIdentity } from "@job-lifecycle/engine"
import { OwnerProbe } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { lessThan } from "./lessThan.ts"
import type { FurtherOwnerState, OwnerProbeWorld, OwnerState } from "./OwnerProbeWorld.ts"
import type { TestRunner } from "./TestRunner.ts"

/**
 * The laws of `OwnerProbe`, for any implementation. What its world cannot bring about is skipped by
 * name, with the reason in the title.
 */
export const describeOwnerProbe = (
  { assert, describe, it }: TestRunner,
  name: string,
  world: OwnerProbeWorld
): void => {
  const run = (body: Effect.Effect<void, never, OwnerProbe | Scope.Scope>) => () =>
    Effect.runPromise(Effect.scoped(body).pipe(Effect.provide(world.layer)))

  const lawOf = <A>(
    title: string,
    prepare: Effect.Effect<A, never, Scope.Scope> | string = "this world has none",
    body: (prepared: A) => Effect.Effect<void, never, OwnerProbe>
  ) =>
    typeof prepare === "string"
      ? it.skip(`${title} (skipped: ${prepare})`, async () => {})
      : it(title, run(Effect.flatMap(prepare, body)))

  const law = (
    title: string,
    state: OwnerState | FurtherOwnerState,
    expected: Expected,
    more?: AfterEach
  ) =>
    lawOf(title, world.owners[state], (owner) =>
      Effect.gen(function* () {
        const first = yield* observe(owner)
        assert.deepStrictEqual(gist(first), expected, describeEvidence(first))
        const second = yield* observe(owner)
        assert.deepStrictEqual(gist(second), expected, "a second look shows the same")
        if (more !== undefined) yield* more(owner)
      })
    )

  /** Whatever part of its identity is not on record. */
  const neverSeen = (title: string, state: OwnerState, lie: Evidence["_tag"]) =>
    lawOf(title, world.owners[state], (owner) =>
      Effect.gen(function* () {
        for (const value of lessThan(owner.value)) {
          const seen = yield* observe({ ...owner, value })
          assert.strictEqual(seen._tag === lie, false, `${lie} by ${JSON.stringify(value)}`)
        }
      })
    )

  describe(`${name} keeps the laws of OwnerProbe`, () => {
    it(
      "an owner that identifies itself is seen alive by itself",
      run(
        Effect.gen(function* () {
          const self = yield* (yield* OwnerProbe).self
          assert.deepStrictEqual(gist(yield* observe(self)), alive(false))
          assert.strictEqual(self.label === "", false, "the identity has a label for people")
        })
      )
    )
    it(
      "an identity survives being written down and read again",
      run(
        Effect.gen(function* () {
          const self = yield* (yield* OwnerProbe).self
          const read = JSON.parse(JSON.stringify(self)) as OwnerIdentity
          assert.deepStrictEqual(gist(yield* observe(read)), alive(false))
        })
      )
    )

    law("a running owner is alive", "running", alive(false), (owner) =>
      Effect.gen(function* () {
        const foreign = yield* observe({ ...owner, scheme: "of another probe" })
        assert.deepStrictEqual(gist(foreign), unknown, "a foreign scheme is unknown")
        for (const value of [null, 7, "pid 7", [], {}, { pid: "7" }]) {
          const unreadable = yield* observe({ ...owner, value })
          assert.deepStrictEqual(gist(unreadable), unknown, "an unreadable identity is unknown")
        }
      })
    )
    law("a stopped owner is alive and frozen", "stopped", alive(true))
    law("an owner that goes on after a stop is alive and not frozen", "continued", alive(false))
    law("an owner that was killed is gone", "killed", gone("Exited"))
    lawOf("an owner that dies after a look is gone at the next one", world.mortal, (owner) =>
      Effect.gen(function* () {
        assert.deepStrictEqual(gist(yield* observe(owner.identity)), alive(false))
        yield* owner.die
        const after = yield* observe(owner.identity)
        assert.deepStrictEqual(gist(after), gone("Exited"), describeEvidence(after))
      })
    )
    law("an owner that is dead and never collected is gone", "defunct", gone("Defunct"))
    law("an owner whose number a stranger has is gone", "recycled", gone("PidRecycled"))
    law("an owner of an earlier boot of this machine is gone", "rebooted", gone("Rebooted"))
    law("an owner on another machine is unknown", "otherMachine", unknown)
    law("an owner on another machine and of its boot is unknown", "otherMachineAndBoot", unknown)
    law("an owner in another namespace is unknown", "otherNamespace", unknown)
    law("an owner that cannot be examined stays unknown when it dies", "unseenDeath", unknown)
    law("an owner that may not be examined is unknown", "denied", unknown)
    neverSeen("an owner that runs is not gone for a part that its record lacks", "running", "Gone")
    neverSeen("a stranger is not taken for an owner whose record lacks a part", "recycled", "Alive")
  })
}

type Expected = { readonly _tag: Evidence["_tag"]; readonly detail: unknown }

type AfterEach = (owner: OwnerIdentity) => Effect.Effect<void, never, OwnerProbe>

const alive = (frozen: boolean): Expected => ({ _tag: "Alive", detail: frozen })
const gone = (reason: string): Expected => ({ _tag: "Gone", detail: reason })
const unknown: Expected = { _tag: "Unknown", detail: null }

const observe = (owner: OwnerIdentity) =>
  Effect.flatMap(OwnerProbe, (probe) => probe.observe(owner))

/** Evidence without the words for people. */
const gist = (evidence: Evidence): Expected => {
  switch (evidence._tag) {
    case "Alive":
      return alive(evidence.frozen)
    case "Gone":
      return gone(evidence.reason)
    case "Unknown":
      return unknown
  }
}

const describeEvidence = (evidence: Evidence) => `was ${JSON.stringify(evidence)}`
