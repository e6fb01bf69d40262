import * as Effect from "effect/Effect"
import { InvalidRequest } from "./errors.ts"

/** Refuses what is no whole number from 0 up. */
export const wholeNumber = (field: string, value: number): Effect.Effect<number, InvalidRequest> =>
  Number.isSafeInteger(value) && value >= 0
    ? Effect.succeed(value)
    : Effect.fail(
        new InvalidRequest({
          field,
          message: `${field} is ${value}: give a whole number from 0 up.`
        })
      )
