import { identifyProcess } from "@job-lifecycle/node"
import * as Effect from "effect/Effect"
import { readProcess } from "../src/probe/readProcess.ts"

/** Takes a process away by its identity when the test is over, whatever became of it. */
export const endAfterwards = (pid: number) => {
  const { startTicks } = identifyProcess(pid)
  return Effect.addFinalizer(() =>
    Effect.sync(() => {
      const seen = readProcess(pid)
      if (seen._tag === "Row" && seen.stat.startTicks === startTicks) process.kill(pid, "SIGKILL")
    })
  )
}
