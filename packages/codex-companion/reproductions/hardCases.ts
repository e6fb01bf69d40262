import * as fs from "node:fs"
import * as path from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import type { Reproduction } from "./Reproduction.ts"
import type { World } from "./World.ts"
import { until } from "./World.ts"

const oneSecondLimit = { CODEX_COMPANION_JOB_TIMEOUT_MS: "1000" }

const jobOf = (world: World, id: string) => world.jobs().find((job) => job["id"] === id)

/** The gate is on, and its review is about this. */
const gateOver = async (world: World, message: string, input = {}, env = {}) => {
  await world.run(["setup", "--enable-review-gate"])
  return world.stopHook({ last_assistant_message: message, ...input }, env)
}

/** Hard cases of the reports beside the four, as scripts against the real plugin. */
export const hardCases: ReadonlyArray<Reproduction> = [
  {
    report: "F09",
    symptom: "a session that never used the plugin ends, and another one's job dies",
    observe: async (world) => {
      const { id } = await world.startTask("hang")
      await world.endSession("session-2")
      const brokers = world.processes("app-server-broker").length
      const status = await world.run(["status", id, "--json"])
      const still = JSON.parse(status.stdout).job.status
      await world.run(["cancel", id])
      return { healthy: still === "running" && brokers === 1, seen: `${still}, ${brokers} broker` }
    }
  },
  {
    report: "F46",
    symptom: "five first calls at once start several brokers",
    observe: async (world) => {
      const calls = Array.from({ length: 5 }, () => world.run(["task", "instant"]))
      const statuses = (await Promise.all(calls)).map(({ status }) => status)
      const brokers = world.processes("app-server-broker").length
      return {
        healthy: statuses.every((status) => status === 0) && brokers === 1,
        seen: `exits ${statuses.join(", ")}; ${brokers} brokers`
      }
    }
  },
  {
    report: "F45",
    symptom: "an app-server that refuses to be used is left behind, and its command never ends",
    observe: async (world) => {
      const { status } = await world.run(["task", "instant"], 20_000, { FAKE_CODEX: "refuses" })
      const left = world.processes("app-server").length
      const job = world.jobs()[0]
      return {
        healthy: status === 1 && left === 0 && job?.["status"] === "failed",
        seen: `exit ${status}, ${job?.["status"]}; ${left} processes left`
      }
    }
  },
  {
    report: "F45",
    symptom: "each call leaves a broker behind whose app-server never answers",
    observe: async (world) => {
      const { status } = await world.run(["task", "instant"], 60_000, { FAKE_CODEX: "mute" })
      const left = world.processes("app-server").length
      const job = world.jobs()[0]
      return {
        healthy: status === 1 && left === 0 && job?.["status"] === "failed",
        seen: `exit ${status}, ${job?.["status"]}; ${left} processes left`
      }
    }
  },
  {
    report: "F14",
    symptom: "a cancel never ends where the broker does not answer",
    observe: async (world) => {
      const { id } = await world.startTask("hang")
      const [broker] = world.processes("app-server-broker")
      process.kill(broker!, "SIGSTOP")
      const { status } = await world.run(["cancel", id], 20_000)
      process.kill(broker!, "SIGCONT")
      const job = jobOf(world, id)
      return {
        healthy: status === 0 && job?.["status"] === "cancelled",
        seen: `exit ${status}, ${job?.["status"]}`
      }
    }
  },
  {
    report: "F51",
    symptom:
      "an app-server that will not end keeps its answer from its job, which reaches its limit",
    observe: async (world) => {
      // The broker is busy, so that the next one has an app-server of its own.
      const { id } = await world.startTask("hang")
      const before = world.processes("app-server").length
      const { status } = await world.run(["task", "instant"], 20_000, { FAKE_CODEX: "stays" })
      const left = world.processes("app-server").length - before
      const job = world.jobs().find((each) => each["id"] !== id)
      await world.run(["cancel", id])
      return {
        healthy: status === 0 && left === 0 && job?.["status"] === "completed",
        seen: `exit ${status}, ${job?.["status"]}; ${left} processes left`
      }
    }
  },
  {
    report: "F35",
    symptom: "a log that is taken away fails its job, whose turn goes on",
    observe: async (world) => {
      const { ended, id } = await world.startTask("later")
      const log = String(jobOf(world, id)?.["logFile"])
      fs.rmSync(path.dirname(log), { recursive: true })
      const { status } = await ended
      const job = jobOf(world, id)
      return {
        healthy: status === 0 && job?.["status"] === "completed",
        seen: `exit ${status}, ${job?.["status"]}`
      }
    }
  },
  {
    report: "F57",
    symptom: "a log grows without a bound",
    observe: async (world) => {
      const { ended, id } = await world.startTask("later")
      const log = String(jobOf(world, id)?.["logFile"])
      fs.appendFileSync(log, `${"x".repeat(99)}\n`.repeat(200_000))
      const { status } = await ended
      const text = fs.readFileSync(log, "utf8")
      return {
        healthy: status === 0 && text.length < 1_000_000 && text.includes("] Final output\n"),
        seen: `exit ${status}; its newest part has ${text.length} bytes, and ends ${JSON.stringify(text.slice(-40))}`
      }
    }
  },
  {
    report: "F33",
    symptom: "an error that ends the turn is waited on for ever",
    observe: async (world) => {
      const { status } = await world.run(["task", "fatal"], 20_000)
      const job = world.jobs()[0]
      return {
        healthy: status === 1 && job?.["status"] === "failed",
        seen: `exit ${status}, ${job?.["status"]}`
      }
    }
  },
  {
    report: "F33",
    symptom: "an error that will be retried is shown as a failure",
    observe: async (world) => {
      const { status } = await world.run(["task", "retried"])
      const job = world.jobs()[0]
      return {
        healthy: status === 0 && job?.["status"] === "completed" && job["phase"] === "done",
        seen: `exit ${status}, ${job?.["status"]}, ${job?.["phase"]}`
      }
    }
  },
  {
    report: "F34",
    symptom: "a subagent is never done, and its job is waited for without a limit",
    observe: async (world) => {
      const { child, ended, id } = await world.startTask("subagent", oneSecondLimit)
      await Promise.race([ended, pause(12_000, undefined, { ref: false })])
      const job = jobOf(world, id)
      return {
        healthy: child.exitCode === 1 && job?.["status"] === "failed",
        seen: `exit ${child.exitCode}, ${job?.["status"]}: ${job?.["errorMessage"] ?? "no reason"}`
      }
    }
  },
  {
    report: "F49",
    symptom: "a gate whose review hangs outlives its own limit, and holds its user up again",
    observe: async (world) => {
      const first = await gateOver(world, "hang", {}, oneSecondLimit)
      const again = await gateOver(world, "hang", { stop_hook_active: true }, oneSecondLimit)
      const statuses = new Set(world.jobs().map(({ status }) => status))
      const blocked = [first, again].map(({ stdout }) => stdout.includes('"block"'))
      return {
        healthy: blocked.join() === "true,false" && [...statuses].join() === "failed",
        seen: `blocked ${blocked.join(", then ")}; jobs ${[...statuses].join(", ")}`
      }
    }
  },
  {
    report: "F49",
    symptom: "a second gate starts a second review beside the first",
    observe: async (world) => {
      const first = gateOver(world, "hang", {}, { CODEX_COMPANION_JOB_TIMEOUT_MS: "600000" })
      const review = await until(() => world.jobs().find(({ turnId }) => turnId !== undefined))
      const second = await gateOver(world, "hang")
      const count = world.jobs().length
      await world.run(["cancel", String(review["id"])])
      await first
      return {
        healthy: count === 1 && second.stdout.includes(String(review["id"])),
        seen: `${count} reviews; the second gate said ${second.stdout.trim()}`
      }
    }
  },
  {
    report: "F50",
    symptom: "a review that is told to run in the background ends with its command",
    observe: async (world) => {
      const review = ["adversarial-review", "--background"]
      const { child, ended, id } = await world.startTask("hang", {}, review)
      child.kill("SIGKILL")
      await ended
      const status = await world.run(["status", id, "--json"])
      const running = JSON.parse(status.stdout).job.status
      await world.run(["cancel", id])
      const { stderr, stdout } = await world.run([...review, "instant"])
      return {
        healthy: running === "running" && /started in the background/.test(stderr) && stdout !== "",
        seen: `${running} once its command was killed; another said ${stderr.trim()}`
      }
    }
  },
  {
    report: "F44",
    symptom:
      "an app-server says what cannot be read, and a stack trace, or nothing, is the cause of the end",
    observe: async (world) => {
      const causes: Array<string> = []
      for (const prompt of ["nullLine", "absentItem"]) {
        await world.run(["task", prompt], 10_000)
        causes.push(String(world.jobs()[0]?.["errorMessage"]))
      }
      return {
        healthy: causes.every((cause) => /Failed to (parse|read) .*\. Continue/.test(cause)),
        seen: causes.join(" | ")
      }
    }
  }
]
