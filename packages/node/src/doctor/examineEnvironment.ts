import { parseDuration } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import * as path from "node:path"
import { idVariable, tokenVariable } from "../stopping/tokenVariable.ts"
import type { Finding } from "./Finding.ts"
import { ok, problem, warning } from "./Finding.ts"

type Environment = Readonly<Record<string, string | undefined>>

/** Looks at the variables that say something to us, and at those that were perhaps meant to. */
export const examineEnvironment = Effect.fnUntraced(function* (
  environment: Environment
): Effect.fn.Return<ReadonlyArray<Finding>> {
  const findings: Array<Finding> = []
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined) findings.push(...(yield* examineVariable(name, value)))
  }
  return findings.length > 0
    ? findings
    : [ok("environment", "no environment variable affects this program")]
})

const examineVariable = (name: string, value: string): Effect.Effect<ReadonlyArray<Finding>> => {
  switch (name) {
    case "JOB_LIFECYCLE_ROOT":
      return Effect.succeed([value === "" ? unset(name) : rootIn(name, value)])
    case "XDG_STATE_HOME":
      return Effect.succeed(value === "" || path.isAbsolute(value) ? [] : [passedOver(name, value)])
    case "JOB_LIFECYCLE_TIMEOUT":
      if (value === "") return Effect.succeed([unset(name)])
      return Effect.map(Effect.result(parseDuration(name, value)), (read) => [
        read._tag === "Success"
          ? ok("environment", `${name}=${value}: the time limit of jobs that give none`)
          : problem(
              "environment",
              read.failure.message,
              `correct or unset ${name}: jobs without --timeout are refused`
            )
      ])
    case idVariable:
      return Effect.succeed([ok("environment", `${name}: this is part of job ${value}`)])
    case tokenVariable:
      return Effect.succeed([])
    default:
      return Effect.succeed(name.startsWith("JOB_LIFECYCLE_") ? [unknownName(name)] : [])
  }
}

const unset = (name: string): Finding =>
  warning("environment", `${name} is empty and counts as not set`, `unset ${name}`)

const rootIn = (name: string, value: string): Finding =>
  path.isAbsolute(value)
    ? ok("environment", `${name}=${value}`)
    : warning(
        "environment",
        `${name}=${value} is relative: each directory has jobs of its own`,
        absolute
      )

const passedOver = (name: string, value: string): Finding =>
  warning("environment", `${name}=${value} is relative and counts as not set`, absolute)

const absolute = "give an absolute path"

const unknownName = (name: string): Finding =>
  warning("environment", `${name} is not a variable that this program knows`, "check its spelling")
