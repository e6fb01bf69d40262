import { once } from "node:events"
import type { Reproduction } from "./Reproduction.ts"
import type { World } from "./World.ts"

/** A task whose process was killed without a word. */
const deadTask = async (world: World): Promise<string> => {
  const { child, id } = await world.startTask("hang")
  child.kill("SIGKILL")
  await once(child, "exit")
  return id
}

/** The record says running for ever: what a reader of each kind makes of it. */
export const issue222: ReadonlyArray<Reproduction> = [
  {
    report: "#222",
    symptom: "status --wait waits for a dead process",
    observe: async (world) => {
      const id = await deadTask(world)
      const { stdout } = await world.run(["status", id, "--wait", "--timeout-ms", "3000", "--json"])
      const { job, waitTimedOut } = JSON.parse(stdout)
      return {
        healthy: waitTimedOut === false && job.status === "failed",
        seen: `waitTimedOut ${waitTimedOut}, ${job.status}`
      }
    }
  },
  {
    report: "#222",
    symptom: "a dead task stands in the way of the next one",
    observe: async (world) => {
      await deadTask(world)
      const { status, stderr, stdout } = await world.run(["task", "--resume-last", "instant"])
      return {
        healthy: status === 0,
        seen: `exit ${status}: ${(stdout || stderr).trim().split("\n").at(-1)}`
      }
    }
  },
  {
    report: "#222",
    symptom: "result and status disagree about a dead job",
    observe: async (world) => {
      const id = await deadTask(world)
      const status = JSON.parse((await world.run(["status", id, "--json"])).stdout).job.status
      const { stderr, stdout } = await world.run(["result", id])
      return {
        healthy: status === "failed" && stdout.includes("exited unexpectedly"),
        seen: `status ${status}; result: ${(stdout || stderr).trim().split("\n").at(-1)}`
      }
    }
  }
]
