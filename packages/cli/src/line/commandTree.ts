import { Command } from "effect/cli"
import * as Effect from "effect/Effect"
import { doctor, prune, reconcile, cancel } from "./grammar/changing.ts"
import { explain, logs, result, status, wait } from "./grammar/asking.ts"
import { given, root } from "./grammar/flags.ts"
import type { Reported } from "./grammar/Reported.ts"
import { run } from "./grammar/starting.ts"
import type { Plan } from "./Plan.ts"

/**
 * Every command with its options, descriptions and examples. Made anew for each line, because the
 * handlers do nothing but report the plan that they were given.
 */
export const commandTree = (report: (plan: Plan) => void) => {
  const reported: Reported = (make) => Effect.map(root, (found) => report(make(given(found))))
  return Command.make("job").pipe(
    Command.withDescription(
      "Run any program as a tracked job: it ends in exactly one recorded outcome, whatever becomes of it."
    ),
    Command.withSubcommands([
      run(reported),
      status(reported),
      wait(reported),
      result(reported),
      logs(reported),
      explain(reported),
      cancel(reported),
      reconcile(reported),
      prune(reported),
      doctor(reported)
    ]),
    Command.withGlobalFlags([root])
  )
}
