import type { Examination, Finding } from "@job-lifecycle/node"
import { defaultRoot, examine } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { exitCodes } from "../exitCode.ts"
import type { Handler } from "../Handler.ts"
import type { DoctorPlan } from "../line/Plan.ts"
import { printDocument } from "../json/printDocument.ts"
import { write } from "../stdio.ts"
import { visible } from "../shown/visible.ts"

/** Tries what jobs rely on, and says of each how it is and what to do. Exits with 1 on a problem. */
export const doctor: Handler<DoctorPlan> = (plan) =>
  Effect.gen(function* () {
    const root = plan.root ?? defaultRoot(process.env)
    const rootFrom = originOf(plan)
    const examined = yield* examine({ root, from: sources[rootFrom], environment: process.env })
    const healthy = examined.findings.every(({ verdict }) => verdict !== "problem")
    if (plan.json) {
      const { counts, findings, root: resolved } = examined
      printDocument({
        doctor: { healthy, root: resolved, rootFrom, checks: [...findings], counts }
      })
    } else write("stdout", report(examined))
    return healthy ? 0 : exitCodes.problemFound
  })

const originOf = (plan: DoctorPlan): keyof typeof sources => {
  if (plan.root !== null) return "option"
  return (process.env["JOB_LIFECYCLE_ROOT"] ?? "") === "" ? "default" : "environment"
}

const sources = {
  option: "from --root",
  environment: "from JOB_LIFECYCLE_ROOT",
  default: "the user's state directory"
} as const

const report = ({ findings }: Examination): string => {
  const wide = Math.max(...findings.map(({ check }) => check.length))
  const count = (verdict: Finding["verdict"]) =>
    findings.filter((finding) => finding.verdict === verdict).length
  const lines = findings.map(({ advice, check, text, verdict }) => {
    const line = `${words[verdict].padEnd(8)} ${check.padEnd(wide)}  ${visible(text)}\n`
    return advice === null ? line : `${line}${" ".repeat(wide + 11)}→ ${visible(advice)}\n`
  })
  return `${lines.join("")}Problems: ${count("problem")}; warnings: ${count("warning")}.\n`
}

const words: Record<Finding["verdict"], string> = {
  ok: "OK",
  warning: "warning",
  problem: "PROBLEM"
}
