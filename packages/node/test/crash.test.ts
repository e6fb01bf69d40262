import { afterAll, describe, it } from "@effect/vitest"
import { followings, lives, operations, operationsWithoutLinks } from "./crash/acts.ts"
import type { Explored } from "./crash/explore.ts"
import { exploreCrashes, exploreFailures, exploreFollowing } from "./crash/explore.ts"

/** On a slow machine; all of it takes some seconds. */
const limit = 60_000

const say = (what: string, { combinations, distinct, operations: count }: Explored) =>
  process.stdout.write(
    `${what}: ${count} operations, ${combinations} combinations, ${distinct} distinct\n`
  )

describe("I8 nothing-lost, I2 first-outcome-stands: whatever the instant", () => {
  const crashes: Explored = { operations: 0, combinations: 0, distinct: 0 }
  for (const act of [...operations, ...operationsWithoutLinks]) {
    it(
      `${act.name}: no crash and no power cut at any operation loses or tears what was told`,
      () => exploreCrashes(act, 8, crashes),
      limit
    )
  }
  for (const act of lives) {
    it(
      `${act.name}: no crash and no power cut at any operation loses or tears what was told`,
      () => exploreCrashes(act, 4, crashes),
      limit
    )
  }

  for (const following of followings) {
    it(
      `${following.first.name}, and in the middle of it ${following.name} by another process: nothing that is told to be durable goes with the power`,
      () => exploreFollowing(following, 8, crashes),
      limit
    )
  }

  const failures: Explored = { operations: 0, combinations: 0, distinct: 0 }
  for (const act of [...operations, ...operationsWithoutLinks]) {
    it(
      `${act.name}: no failure of any operation loses or tears what was told`,
      () => exploreFailures(act, ["EIO", "ENOSPC", "EACCES", "EROFS"], failures),
      limit
    )
  }
  for (const act of lives) {
    it(
      `${act.name}: no failure of any operation loses or tears what was told`,
      () => exploreFailures(act, ["EIO", "ENOSPC"], failures),
      limit
    )
  }

  afterAll(() => {
    say("crashes and power cuts", crashes)
    say("failures", failures)
  })
})
