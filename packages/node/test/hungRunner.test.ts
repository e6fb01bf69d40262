import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { temporaryFolder } from "../src/temporaryFolder.ts"
import { startFixture } from "./startProcess.ts"

describe("a host whose runner nothing can wake", () => {
  for (const [how, what] of [
    ["close", "closes its handle"],
    ["abort", "aborts the run"]
  ] as const) {
    it.live(`goes on at the end of the grace when it ${what} (I12)`, () =>
      Effect.gen(function* () {
        const { end, stderr } = yield* startFixture("hungRunner", [yield* temporaryFolder, how])
        assert.deepStrictEqual(yield* end, { lines: ["went on"], by: "0" }, stderr())
      })
    )
  }
})
