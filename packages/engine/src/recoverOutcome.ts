import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { inBackground } from "./BackgroundClock.ts"
import type { JobNotFound, JobStoreError } from "./errors.ts"
import type { JobFacts } from "./facts.ts"
import { JobStore } from "./JobStore.ts"
import { Outcome } from "./Outcome.ts"
import type { Recovered } from "./Recover.ts"
import { Recover } from "./Recover.ts"

/** Asks the host what it knows before a job becomes `Orphaned`; a result is made durable first. */
export const recoverOutcome = (
  facts: JobFacts,
  orphaned: Outcome
): Effect.Effect<Outcome, JobNotFound | JobStoreError, JobStore> =>
  Effect.gen(function* () {
    const known = yield* ask(facts)
    switch (known._tag) {
      case "NothingKnown":
        return orphaned
      case "Failure":
        return Outcome.cases.Failed.make({
          message: known.message,
          defect: false,
          exitCode: null,
          signal: null,
          stderrTail: ""
        })
      case "Result": {
        const store = yield* JobStore
        const at = yield* Clock.currentTimeMillis
        yield* store.publishOnce(facts.id, "result", { value: known.value, at })
        return Outcome.cases.Completed.make({ result: "Recorded" })
      }
    }
  })

const nothing: Recovered = { _tag: "NothingKnown" }

const ask = (facts: JobFacts): Effect.Effect<Recovered> =>
  Effect.flatMap(Recover, (recover) => recover(facts)).pipe(
    Effect.timeoutOrElse({ duration: "10 seconds", orElse: () => Effect.succeed(nothing) }),
    inBackground,
    Effect.catchCause((cause) =>
      Effect.as(Effect.logWarning(`The recover hook broke: ${Cause.pretty(cause)}`), nothing)
    )
  )
