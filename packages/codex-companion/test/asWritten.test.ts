import { assert, describe, it } from "@effect/vitest"
import {
  attributesOf,
  Execution,
  HostAttributes,
  HostConfig,
  HostJob
} from "@job-lifecycle/codex-companion"
import * as Schema from "effect/Schema"
import { asWritten } from "../src/records/asWritten.ts"
import { everyShape, queuedTask } from "./samples.ts"

const written: Record<keyof typeof asWritten, ReadonlyArray<unknown>> = {
  job: everyShape,
  config: [{ stopReviewGate: true }, {}, { later: [1] }],
  attributes: [attributesOf(queuedTask)],
  execution: [{ exitStatus: 0, threadId: "t", turnId: null, payload: { a: [1] }, rendered: "r" }]
}
const schemas: Record<keyof typeof asWritten, Schema.Codec<unknown, unknown>> = {
  job: HostJob,
  config: HostConfig,
  attributes: HostAttributes,
  execution: Execution
}
const odd = [null, undefined, -1, 0.5, 2 ** 53, Infinity, "x", "", "../x", true, [], {}, ["a"]]

/** Every value that differs from this one in one place. */
function* changedOnce(json: unknown): Generator<unknown> {
  yield* odd
  if (typeof json !== "object" || json === null || Array.isArray(json)) return
  yield { ...json, more: 1 }
  for (const [name, field] of Object.entries(json)) {
    const { [name]: _, ...rest } = json as Record<string, unknown>
    yield rest
    for (const changed of changedOnce(field)) yield { ...json, [name]: changed }
  }
}

describe("a record that is recognised without a schema", () => {
  for (const name of Object.keys(schemas) as Array<keyof typeof asWritten>) {
    it(`is one to the schema too, whatever was changed in it: ${name}`, () => {
      const isOne = Schema.is(schemas[name])
      let recognised = 0
      for (const record of written[name]) {
        assert.isTrue(asWritten[name](record))
        for (const changed of changedOnce(record)) {
          if (!asWritten[name](changed)) continue
          recognised++
          assert.isTrue(isOne(changed), JSON.stringify(changed))
        }
      }
      assert.isAbove(recognised, 0)
    })
  }
})
