import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import { inBackground } from "../contracts/BackgroundClock.ts"
import { Outcome } from "../model/Outcome.ts"
import { shortened } from "../model/shortened.ts"

/** What the runner has told of its client. */
export interface Client {
  /** Completed with the reason when the client is gone. */
  readonly gone: Deferred.Deferred<string>
  answered: boolean
  /** The final answer itself, where the runner has named it. */
  answer: unknown
}

/**
 * Ends when the client that the runner talks to is gone. When its final answer had arrived, the
 * runner first gets the grace to turn that answer into a result: an answer is not thrown away.
 */
export const clientExit = Effect.fnUntraced(function* (
  client: Client,
  runner: Fiber.Fiber<unknown, unknown>,
  graceMillis: number
): Effect.fn.Return<Outcome> {
  const reason = shortened(reasonOf(yield* Deferred.await(client.gone)))
  if (client.answered) {
    yield* Fiber.await(runner).pipe(
      Effect.timeoutOption(Duration.millis(graceMillis)),
      inBackground
    )
  }
  return Outcome.cases.ClientExited.make({ reason, answered: client.answered })
})

/** Total: a client is gone whatever its end is told with, and nothing holds that to its type. */
const reasonOf = (told: unknown): string => {
  try {
    return String(told instanceof Error ? told.message : told)
  } catch {
    return "it gave no reason that can be shown"
  }
}
