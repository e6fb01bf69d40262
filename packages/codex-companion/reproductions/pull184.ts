import type { Reproduction } from "./Reproduction.ts"
import { until } from "./World.ts"

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()

/**
 * An app-server that goes away, a broker without one, a runner that never ends, a reaped job out of
 * sight.
 */
export const pull184: ReadonlyArray<Reproduction> = [
  {
    report: "#184",
    symptom: "the app-server is killed in the middle of a turn",
    observe: async (world) => {
      const { child, ended, id } = await world.startTask("hang")
      for (const pid of world.processes("app-server\0")) process.kill(pid, "SIGKILL")
      const waited = await Promise.race([
        ended,
        until(() => child.exitCode !== null).catch(() => null),
        after(8_000)
      ])
      const job = world.jobs().find((each) => each["id"] === id)
      return {
        healthy: waited !== "late" && job?.["status"] === "failed",
        seen: `${waited === "late" ? "still waiting after 8 s" : `exit ${child.exitCode}`}, ${job?.["status"]}`
      }
    }
  },
  {
    report: "#184",
    symptom: "an answer had arrived before the app-server was killed",
    observe: async (world) => {
      const { ended, id } = await world.startTask("answer")
      for (const pid of world.processes("app-server\0")) process.kill(pid, "SIGKILL")
      const answer = await Promise.race([ended, after(8_000)])
      const job = world.jobs().find((each) => each["id"] === id)
      const printed = answer === "late" ? "" : answer.stdout.trim()
      return {
        healthy: job?.["status"] === "completed" && printed === "Done: answer",
        seen: `${job?.["status"]}, printed ${JSON.stringify(printed)}`
      }
    }
  },
  {
    report: "#184",
    symptom: "a broker outlives its app-server, and the next call meets it",
    observe: async (world) => {
      await world.run(["task", "instant"])
      for (const pid of world.processes("app-server\0")) process.kill(pid, "SIGKILL")
      await Promise.race([
        until(() => world.processes("app-server-broker").length === 0),
        after(3_000)
      ])
      const brokers = world.processes("app-server-broker").length
      const next = await world.run(["task", "instant"], 8_000)
      return {
        healthy: brokers === 0 && next.status === 0,
        seen: `${brokers} broker left; the next task ${next.status === null ? "never ends" : `exits with ${next.status}`}`
      }
    }
  },
  {
    report: "#184",
    symptom: "a turn that never ends, and a limit of 1.5 s",
    observe: async (world) => {
      const { ended, id } = await world.startTask("hang", {
        CODEX_COMPANION_JOB_TIMEOUT_MS: "1500"
      })
      const answer = await Promise.race([ended, after(12_000)])
      const job = world.jobs().find((each) => each["id"] === id)
      return {
        healthy: answer !== "late" && job?.["status"] === "failed",
        seen: `${answer === "late" ? "still running after 12 s" : `exit ${answer.status}`}, ${job?.["status"]}: ${job?.["errorMessage"] ?? "no reason"}`
      }
    }
  },
  {
    report: "#184",
    symptom: "a dead job among ten newer ones is not shown",
    observe: async (world) => {
      const base = { title: "Codex Task", jobClass: "task", sessionId: world.session }
      const done = Array.from({ length: 10 }, (_, n) => ({
        ...base,
        id: `task-done-${n}`,
        status: "completed",
        phase: "done",
        pid: null,
        updatedAt: minutesAgo(10 - n)
      }))
      await world.seed([
        ...done,
        { ...base, id: "task-dead", status: "running", pid: 4_194_303, updatedAt: minutesAgo(60) }
      ])
      const { latestFinished, recent, running } = JSON.parse(
        (await world.run(["status", "--json"])).stdout
      )
      const shown = [latestFinished, ...recent].find((job) => job?.id === "task-dead")
      return {
        healthy: running.length === 0 && shown?.status === "failed",
        seen: `${running.length} running; among the finished: ${shown?.status ?? "not at all"}`
      }
    }
  }
]

const after = (millis: number): Promise<"late"> =>
  new Promise((resolve) => setTimeout(() => resolve("late"), millis).unref())
