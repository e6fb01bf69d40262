import { assert } from "@effect/vitest"
import { openJobLifecycle } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import type { JobDocument } from "../src/json/JobDocument.ts"
import type { Ended } from "./command.ts"
import { job, jobOf, jobsOf } from "./command.ts"

/** What fresh processes say of the only job of a store. */
export interface Agreed {
  readonly first: JobDocument
  readonly waited: Ended
  readonly result: Ended
}

/**
 * Has a fresh process read the only job of this store, which must be settled at that first look,
 * and then checks that `status`, `wait`, `result` and the library all say the same.
 */
export const readersAgree = (root: string): Effect.Effect<Agreed> =>
  Effect.gen(function* () {
    const listed = jobsOf(yield* job(root, ["status", "--json"]))
    assert.strictEqual(listed.length, 1)
    const first = listed[0]!
    assert.strictEqual(first.state, "settled")
    const waited = yield* job(root, ["wait", first.id, "--json"])
    const result = yield* job(root, ["result", first.id, "--json"])
    const status = yield* job(root, ["status", first.id, "--json"])
    for (const read of [waited, result, status]) {
      assert.deepStrictEqual(jobOf(read).outcome, first.outcome)
      assert.strictEqual(jobOf(read).settledAt, first.settledAt)
    }
    assert.strictEqual(status.code, 0)
    assert.deepStrictEqual(yield* inLibrary(root, first.id), first.outcome as object)
    return { first, waited, result }
  })

/** The outcome as the promise twin of the façade tells it, in the words of the command. */
const inLibrary = (root: string, reference: string): Effect.Effect<object> =>
  Effect.promise(async () => {
    const jobs = await openJobLifecycle({ root })
    try {
      const { state } = await jobs.get(await jobs.find(reference))
      if (state._tag !== "Settled") return assert.fail("the library says that it is not settled")
      const { _tag: tag, ...data } = state.settlement.outcome
      return { tag, ...data }
    } finally {
      await jobs.close()
    }
  })
