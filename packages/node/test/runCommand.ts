import type { RunnerContext } from "@job-lifecycle/engine"
import type { CommandOptions } from "@job-lifecycle/node"
import { commandRunner } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { recordedContext } from "./runnerContext.ts"

/** Runs a command as a job's runner would, and keeps what it tells in memory. */
export const run = (
  command: ReadonlyArray<string>,
  options: Partial<CommandOptions> = {},
  change: Partial<RunnerContext> = {}
) => {
  const recorded = recordedContext(change)
  const all: CommandOptions = {
    command,
    stdin: "ignore",
    output: "log",
    ownSession: false,
    ...options
  }
  return { ...recorded, result: Effect.result(commandRunner(all)(recorded.job)) }
}

export const sh = (script: string) => ["sh", "-c", script]

/** How a run failed, without what is only said to people. */
export const failureOf = (
  result: Effect.Success<ReturnType<typeof run>["result"]>
): Record<string, unknown> => {
  if (result._tag === "Success") return { _tag: "Success" }
  const { message: _, ...failure } = { ...result.failure }
  return failure
}
