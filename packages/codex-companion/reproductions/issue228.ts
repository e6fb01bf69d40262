import type { Reproduction } from "./Reproduction.ts"

const signals = [
  ["SIGTERM", 143],
  ["SIGINT", 130],
  ["SIGHUP", 129]
] as const

/** A foreground task that is told to end leaves its record running. */
export const issue228: ReadonlyArray<Reproduction> = [
  ...signals.map(([signal, code]): Reproduction => ({
    report: "#228",
    symptom: `${signal} to a foreground task`,
    observe: async (world) => {
      const { child, ended, id } = await world.startTask("hang")
      const by = new Promise<string>((resolve) =>
        child.once("exit", (exit, killer) => resolve(killer ?? String(exit)))
      )
      child.kill(signal)
      await ended
      const job = world.jobs().find((each) => each["id"] === id)
      return {
        healthy: job?.["status"] === "failed" && (await by) === String(code),
        seen: `exit ${await by}, ${job?.["status"]}: ${job?.["errorMessage"] ?? "no reason"}`
      }
    }
  })),
  {
    report: "#228",
    symptom: "three killed tasks are shown as running",
    observe: async (world) => {
      for (let n = 0; n < 3; n++) {
        const { child, ended } = await world.startTask("hang")
        child.kill("SIGKILL")
        await ended
      }
      const { running } = JSON.parse((await world.run(["status", "--json"])).stdout)
      return { healthy: running.length === 0, seen: `${running.length} running` }
    }
  }
]
