import { assert, describe, it } from "@effect/vitest"
import { MemoryJobStore } from "@job-lifecycle/engine"
import type { TestRunner } from "@job-lifecycle/testing"
import { describeJobStore } from "@job-lifecycle/testing"
import { failing } from "./failing.ts"
import { neverEndsWatching, neverReadsLogs, silentOf } from "./wrongChanges.ts"
import { wrongHandles } from "./wrongHandles.ts"
import type { Change } from "./wrongStore.ts"
import { wrongStore } from "./wrongStore.ts"
import { wrongStores } from "./wrongStores.ts"

/** Both arguments of the suite have the same thing wrong. */
const suite = (change: Change) => (runner: TestRunner) =>
  describeJobStore(runner, "it", wrongStore(change), wrongHandles(change))

const right: Change = () => ({})

describe("the contract suite of the stores", () => {
  it("finds nothing wrong with a store that is right", async () => {
    const suite = (runner: TestRunner) =>
      describeJobStore(runner, "it", MemoryJobStore.layer, wrongHandles(right))
    assert.deepStrictEqual(await failing(suite), [])
  })

  it("finds nothing wrong with it where no wait is long", async () => {
    assert.deepStrictEqual(await failing(suite(right)), [])
  })

  for (const [what, [change, ...sentences]] of Object.entries(wrongStores)) {
    it(`finds by its sentences a store that ${what}`, async () => {
      assert.deepStrictEqual(await failing(suite(change)), sentences)
    })
  }

  /** What is said of each sentence that does not hold of it. */
  const reasons = async (change: Change): Promise<ReadonlySet<string>> => {
    const said = new Set<string>()
    await failing(suite(change), (_title, error) => said.add((error as Error).message))
    return said
  }

  it("names what it has awaited in vain", async () => {
    const late = (what: string) => `${what} did not come within 10 seconds`
    assert.deepStrictEqual(
      [...(await reasons(silentOf("claim", "outcome")))],
      [
        late("the word of the claim to a watcher"),
        late("the word of the outcome to a watcher"),
        late("the word of the claim that another handle records to a watcher")
      ]
    )
    assert.deepStrictEqual(
      [...(await reasons(neverEndsWatching))],
      [late("the end of a watcher that was stopped")]
    )
    assert.deepStrictEqual([...(await reasons(neverReadsLogs))], [late("the answer of readLog")])
  })
})
