import { JobStore } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { answering } from "./jobStore/awaited.ts"
import { describeChanges } from "./jobStore/describeChanges.ts"
import { describeHandles } from "./jobStore/describeHandles.ts"
import { describeLease } from "./jobStore/describeLease.ts"
import { describeListings } from "./jobStore/describeListings.ts"
import { describeLog } from "./jobStore/describeLog.ts"
import { describeManyJobs } from "./jobStore/describeManyJobs.ts"
import { describeOwnerRecords } from "./jobStore/describeOwnerRecords.ts"
import { describePublication } from "./jobStore/describePublication.ts"
import { describeRemoval } from "./jobStore/describeRemoval.ts"
import { describeRemovalBesideWriters } from "./jobStore/describeRemovalBesideWriters.ts"
import { describeRivals } from "./jobStore/describeRivals.ts"
import { describeSubmission } from "./jobStore/describeSubmission.ts"
import type { JobStoreSuite } from "./jobStore/JobStoreSuite.ts"
import type { TestRunner } from "./TestRunner.ts"
import { TwoHandles } from "./TwoHandles.ts"

/**
 * Proves the laws of `JobStore` for one implementation, as far as one process can show them: those
 * that it cannot are named in `JobStore`. Each test has a store of its own.
 *
 * @param handles two handles on one place; without them no test of what one process sees of another
 */
export const describeJobStore = (
  runner: TestRunner,
  name: string,
  layer: Layer.Layer<JobStore, unknown>,
  handles?: Layer.Layer<TwoHandles, unknown>
): void => {
  const suite: JobStoreSuite = {
    assert: runner.assert,
    describe: runner.describe,
    equal: (actual, expected) => runner.assert.deepStrictEqual(actual, expected),
    it: (title, body) =>
      runner.it(title, () =>
        Effect.runPromise(
          JobStore.use((store) => body(answering(store))).pipe(Effect.provide(layer))
        )
      ),
    between: (title, body) => {
      if (handles === undefined) {
        runner.it.skip(`${title} (skipped: no two handles were given)`, async () => {})
        return
      }
      runner.it(title, () =>
        Effect.runPromise(
          TwoHandles.use(([one, other]) => body(answering(one), answering(other))).pipe(
            Effect.provide(handles)
          )
        )
      )
    }
  }
  runner.describe(`JobStore: ${name}`, () => {
    describeSubmission(suite)
    describePublication(suite)
    describeRivals(suite)
    describeListings(suite)
    describeManyJobs(suite)
    describeRemoval(suite)
    describeRemovalBesideWriters(suite)
    describeOwnerRecords(suite)
    describeLease(suite)
    describeLog(suite)
    describeChanges(suite)
    describeHandles(suite)
  })
}
