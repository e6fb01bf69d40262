import { NodePlatform, defaultRoot } from "@job-lifecycle/node"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as Option from "effect/Option"
import { cancel } from "./commands/cancel.ts"
import { explain } from "./commands/explain.ts"
import { logs } from "./commands/logs.ts"
import { own } from "./commands/own.ts"
import { prune } from "./commands/prune.ts"
import { reconcile } from "./commands/reconcile.ts"
import { result } from "./commands/result.ts"
import { run } from "./commands/run.ts"
import { status } from "./commands/status.ts"
import { wait } from "./commands/wait.ts"
import { endHook } from "./owner/endHook.ts"
import { exitCodes } from "./exitCode.ts"
import type { Failure } from "./shown/failure.ts"
import { failureJson } from "./json/failureJson.ts"
import { exitCodeOfFailure, failureText } from "./shown/failure.ts"
import type { Handler } from "./Handler.ts"
import { leaveTerminal } from "./leaveTerminal.ts"
import type { DoctorPlan, Plan } from "./line/Plan.ts"
import { printDocument } from "./json/printDocument.ts"
import { stderrLogger } from "./stderrLogger.ts"
import { lostOutput, write } from "./stdio.ts"

/** What both bundles can do. The frequent lines never ask for more, and need not carry it. */
type Common = Exclude<Plan, DoctorPlan>

const act = (plan: Common): ReturnType<Handler<Common>> => {
  switch (plan.command) {
    case "run":
      return run(plan)
    case "own":
      return own(plan)
    case "status":
      return status(plan)
    case "wait":
      return wait(plan)
    case "result":
      return result(plan)
    case "logs":
      return logs(plan)
    case "explain":
      return explain(plan)
    case "cancel":
      return cancel(plan)
    case "reconcile":
      return reconcile(plan)
    case "prune":
      return prune(plan)
  }
}

/** Does what a plan says, and ends this process with its exit code. */
export const perform = (plan: Common): void => conclude(effectOf(plan), () => plan.json)

export const effectOf = (plan: Common): Effect.Effect<number, Failure> => inStore(plan, act(plan))

/** Provides what a handler needs in the store that its plan names. */
export const inStore = (
  plan: Plan,
  effect: ReturnType<Handler<Plan>>
): Effect.Effect<number, Failure> =>
  Effect.provide(
    effect,
    Layer.mergeAll(
      platformOf(plan.root ?? defaultRoot(process.env)),
      // Standard output belongs to what was asked for.
      Logger.layer([stderrLogger()])
    )
  )

const platformOf = (root: string) =>
  NodePlatform.layer({ root, onSignal: "report", endHook: endHook(root) })

/**
 * Runs what a plan came to, says what went wrong if something did, and exits.
 *
 * @param json whether that is said in JSON; asked when something did, for the effect may find it out
 */
export const conclude = (effect: Effect.Effect<number, Failure>, json: () => boolean): void => {
  leaveTerminal()
  // An answer that can never come must not look like an empty one.
  process.once("beforeExit", () => {
    process.exit(report(Cause.die(new Error("nothing was left to wait for")), json()))
  })
  Effect.runFork(effect).addObserver((exit) => {
    process.exit(sayLost(Exit.isSuccess(exit) ? exit.value : report(exit.cause, json())))
  })
}

/** What was asked for and did not get to standard output is no success. */
const sayLost = (code: number): number => {
  const why = lostOutput()
  if (why === null) return code
  write("stderr", `job: could not write to standard output: ${why}\n`)
  return exitCodes.storeUnusable
}

const report = (cause: Cause.Cause<Failure>, json: boolean): number => {
  const failure = Option.getOrNull(Cause.findErrorOption(cause))
  if (failure !== null) {
    if (json) printDocument({ error: failureJson(failure) })
    else write("stderr", failureText(failure))
    return exitCodeOfFailure(failure)
  }
  const message = `This should not have happened: ${Cause.pretty(cause)}`
  if (json) printDocument({ error: { tag: "Defect", message } })
  else write("stderr", `job: ${message}\n`)
  return exitCodes.storeUnusable
}
