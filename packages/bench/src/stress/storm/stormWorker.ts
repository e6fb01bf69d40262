import * as Effect from "effect/Effect"
import { openPlatform } from "../openPlatform.ts"
import { say } from "../say.ts"
import { seeded } from "../seeded.ts"
import { roles } from "./roles.ts"

/** A process of the storm: does what its role does until it is killed. */
export const stormWorker = async (root: string, roleName: string, seed: string): Promise<void> => {
  const role = roles[roleName]!
  const { runtime, jobs } = await openPlatform(root)
  const draw = seeded(Number(seed))
  // Nobody is left to kill it: it must not outlive its parent.
  process.stdin.on("end", () => process.exit(0)).resume()
  say({ ready: true })
  await runtime.runPromise(
    Effect.gen(function* () {
      for (let turn = 1; ; turn++) {
        yield* role({ jobs, draw, turn }).pipe(
          Effect.catchCause((cause) => Effect.sync(() => say({ broken: String(cause) })))
        )
        yield* Effect.yieldNow
      }
    })
  )
}
