import * as Effect from "effect/Effect"
import { doctor } from "./commands/doctor.ts"
import { parseFully } from "./line/parseFully.ts"
import { conclude, effectOf, inStore } from "./perform.ts"

/** Reads a line with the full parser and does what it says. */
export const performLine = (argv: ReadonlyArray<string>): void => {
  const end = argv.indexOf("--")
  // Of a line that is no plan; a plan says itself what `--json=true` and `--json no` come to.
  let json = (end === -1 ? argv : argv.slice(0, end)).some(asksForJson)
  conclude(
    Effect.flatMap(parseFully(argv), (plan) => {
      if (plan === null) return Effect.succeed(0)
      json = plan.json
      return plan.command === "doctor" ? inStore(plan, doctor(plan)) : effectOf(plan)
    }),
    () => json
  )
}

const asksForJson = (word: string): boolean => /^--json(=(true|yes|on|1|y))?$/.test(word)
