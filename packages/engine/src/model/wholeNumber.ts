import * as Effect from "effect/Effect"
import { InvalidRequest } from "./errors.ts"
import { inMessage } from "./inMessage.ts"

/** Refuses what is no whole number, 0 or more. */
export const wholeNumber = (field: string, value: number): Effect.Effect<number, InvalidRequest> =>
  Number.isSafeInteger(value) && value >= 0
    ? Effect.succeed(value)
    : Effect.fail(
        new InvalidRequest({
          field,
          message: `${field} is ${inMessage(value)}: give a whole number, 0 or more.`
        })
      )
