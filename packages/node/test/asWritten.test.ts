import { assert, describe, it } from "@effect/vitest"
import { Fact, mostLevels, OwnerProbe, Progress } from "@job-lifecycle/engine"
import { identifyWork, NodeOwner, NodeOwnerProbe, NodeWork } from "@job-lifecycle/node"
import {
  sampleCancel,
  sampleClaim,
  sampleCreated,
  sampleOutcomes,
  sampleOwner,
  sampleProgress,
  sampleRead,
  sampleRequest,
  sampleResult,
  sampleSettlement,
  sampleVoidClaim,
  sampleWork,
  sampleWorkStopped
} from "@job-lifecycle/testing"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { asWritten } from "../src/asWritten.ts"

const written: Record<keyof typeof asWritten, ReadonlyArray<unknown>> = {
  created: [
    sampleCreated(1),
    sampleCreated(1, { claim: sampleClaim(1) }),
    sampleCreated(1, {
      request: sampleRequest({ launched: true, adopt: "kill", onEnd: "true" })
    }),
    sampleCreated(1, { request: sampleRequest({ adopt: "leave" }) }),
    sampleCreated(1, {
      request: sampleRequest({ attributes: { title: "a job", tags: [1, null] } })
    })
  ],
  claim: [sampleClaim(1)],
  work: [sampleWork(1)],
  progress: [sampleProgress()],
  cancel: [sampleCancel(1)],
  result: [sampleResult(1)],
  outcome: sampleOutcomes
    .filter(({ _tag }) =>
      ["Completed", "Failed", "Cancelled", "TimedOut", "Orphaned"].includes(_tag)
    )
    .map((outcome) => sampleSettlement(1, { outcome })),
  workStopped: [sampleWorkStopped(1)],
  read: [sampleRead(1)],
  owner: [
    { ...(await ownIdentity()), memory: null },
    { ...(await ownIdentity()), memory: { events: "/sys/fs/cgroup/x/memory.events", oomKills: 0 } }
  ],
  child: [identifyWork({ pid: process.pid, leadsGroup: true, name: "a child" }).value]
}

const schemas: Record<keyof typeof asWritten, Schema.Codec<unknown, unknown>> = {
  created: Fact.created,
  claim: Fact.claim,
  work: Fact.work,
  progress: Progress,
  cancel: Fact.cancel,
  result: Fact.result,
  outcome: Fact.outcome,
  workStopped: Fact.workStopped,
  read: Fact.read,
  owner: NodeOwner,
  child: NodeWork
}

const odd = [
  null,
  -1,
  0.5,
  2 ** 45 + 1,
  2 ** 53,
  Infinity,
  "x",
  "",
  "0".repeat(17),
  true,
  [],
  {},
  [1],
  ["a"],
  sampleOwner()
]

describe("a record that is recognised as this version writes it", () => {
  for (const name of Object.keys(schemas) as Array<keyof typeof asWritten>) {
    it(`is what its schema makes of it, whatever was changed in it: ${name}`, () => {
      const decode = Schema.decodeUnknownOption(schemas[name])
      let recognised = 0
      for (const record of written[name]) {
        assert.isTrue(asWritten[name](record), "it is left to the schema as it is written")
        for (const changed of changedOnce(record)) {
          if (!asWritten[name](changed)) continue
          recognised++
          assert.deepStrictEqual(Option.getOrNull(decode(changed)), changed)
        }
      }
      assert.isAbove(recognised, 0)
    })
  }

  it("nests as deep as what is kept, and no deeper", () => {
    const nested = (levels: number) => JSON.parse("[".repeat(levels) + "]".repeat(levels))
    assert.isTrue(asWritten.result({ value: nested(mostLevels), at: 1 }))
    assert.isFalse(asWritten.result({ value: nested(mostLevels + 1), at: 1 }))
  })

  it("is no void claim: that is rare, and the schema's", () => {
    assert.isFalse(asWritten.claim(sampleVoidClaim(1)))
  })
})

/** Every value that differs from this one in one place: another value, a field less, or one more. */
function* changedOnce(json: unknown): Generator<unknown> {
  yield* odd
  if (Array.isArray(json)) {
    for (const [at, item] of json.entries()) {
      for (const changed of changedOnce(item)) yield json.with(at, changed)
    }
  } else if (typeof json === "object" && json !== null) {
    yield { ...json, more: 1 }
    for (const [name, field] of Object.entries(json)) {
      const { [name]: _, ...rest } = json as Record<string, unknown>
      yield rest
      yield { ...rest, [`${name}s`]: field }
      for (const changed of changedOnce(field)) yield { ...json, [name]: changed }
    }
  }
}

async function ownIdentity(): Promise<object> {
  const { value } = await Effect.runPromise(
    Effect.provide(
      Effect.gen(function* () {
        return yield* (yield* OwnerProbe).self
      }),
      NodeOwnerProbe.layer
    )
  )
  return value as object
}
