import { JobStore } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { describeChanges } from "./jobStore/describeChanges.ts"
import { describeLease } from "./jobStore/describeLease.ts"
import { describeListings } from "./jobStore/describeListings.ts"
import { describeLog } from "./jobStore/describeLog.ts"
import { describeOwnerRecords } from "./jobStore/describeOwnerRecords.ts"
import { describePublication } from "./jobStore/describePublication.ts"
import { describeRemoval } from "./jobStore/describeRemoval.ts"
import { describeSubmission } from "./jobStore/describeSubmission.ts"
import type { JobStoreSuite } from "./jobStore/JobStoreSuite.ts"
import type { TestRunner } from "./TestRunner.ts"

/** Proves the laws of `JobStore` for one implementation. Each test has a store of its own. */
export const describeJobStore = (
  runner: TestRunner,
  name: string,
  layer: Layer.Layer<JobStore, unknown>
): void => {
  const suite: JobStoreSuite = {
    assert: runner.assert,
    describe: runner.describe,
    equal: (actual, expected) => runner.assert.deepStrictEqual(actual, expected),
    it: (title, body) =>
      runner.it(title, () =>
        Effect.runPromise(Effect.provide(Effect.flatMap(JobStore, body), layer))
      )
  }
  runner.describe(`JobStore: ${name}`, () => {
    describeSubmission(suite)
    describePublication(suite)
    describeListings(suite)
    describeRemoval(suite)
    describeOwnerRecords(suite)
    describeLease(suite)
    describeLog(suite)
    describeChanges(suite)
  })
}
