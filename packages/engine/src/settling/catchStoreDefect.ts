import * as Effect from "effect/Effect"
import { messageOf } from "../model/messageOf.ts"
import { JobStoreError } from "../model/errors.ts"
import { JobStore } from "../contracts/JobStore.ts"

/**
 * Takes a store that breaks for one in trouble of an unknown kind, which may pass: an owner that is about to
 * settle its job must not give that up, for nobody else can while it lives.
 */
export const catchStoreDefect = <A, E, R>(
  operation: string,
  use: () => Effect.Effect<A, E, R>
): Effect.Effect<A, E | JobStoreError, R | JobStore> =>
  Effect.catchDefect(Effect.suspend(use), (defect) =>
    Effect.flatMap(JobStore, ({ location }) => {
      const detail = `it broke: ${messageOf(defect)}`
      return Effect.fail(new JobStoreError({ operation, reason: "Unexpected", location, detail }))
    })
  )
