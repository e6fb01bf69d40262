import * as Effect from "effect/Effect"
import { doctor } from "./commands/doctor.ts"
import { parseFully } from "./line/parseFully.ts"
import { conclude, effectOf, inStore } from "./perform.ts"

/** Reads a line with the full parser and does what it says. */
export const performLine = (argv: ReadonlyArray<string>): void => {
  const end = argv.indexOf("--")
  const json = (end === -1 ? argv : argv.slice(0, end)).includes("--json")
  conclude(
    Effect.flatMap(parseFully(argv), (plan) =>
      plan === null
        ? Effect.succeed(0)
        : plan.command === "doctor"
          ? inStore(plan, doctor(plan))
          : effectOf(plan)
    ),
    json
  )
}
