import type { Reproduction } from "./Reproduction.ts"

const record = (id: string, session: string, pid?: number | null) => ({
  id,
  title: "Codex Task",
  jobClass: "task",
  sessionId: session,
  status: "running",
  phase: "running",
  ...(pid === undefined ? {} : { pid }),
  createdAt: "2026-05-05T09:00:00.000Z",
  updatedAt: "2026-05-05T10:00:00.000Z"
})

/** The gate at a session's stop, and records that say running. */
export const pull297: ReadonlyArray<Reproduction> = [
  {
    report: "#297",
    symptom: "eleven dead records bother the gate at every stop",
    observe: async (world) => {
      await world.seed(
        Array.from({ length: 11 }, (_, n) => record(`task-dead-${n}`, world.session, 4_194_000 + n))
      )
      const { stderr } = await world.stopHook()
      return { healthy: stderr === "", seen: stderr.trim().slice(0, 60) || "silent" }
    }
  },
  {
    report: "#297",
    symptom: "a living job is still reported among the dead",
    observe: async (world) => {
      await world.seed([
        record("task-dead", world.session, 4_194_000),
        record("task-alive", world.session, process.pid)
      ])
      const { stderr } = await world.stopHook()
      return {
        healthy: stderr.includes("task-alive is still running"),
        seen: stderr.trim().slice(0, 60) || "silent"
      }
    }
  },
  {
    report: "#297",
    symptom: "a record without a process number is not taken for dead",
    observe: async (world) => {
      await world.seed([record("task-nobody", world.session, null)])
      const { stderr } = await world.stopHook()
      const [job] = world.jobs()
      return {
        healthy: stderr.includes("task-nobody is still running") && job?.["status"] === "running",
        seen: `${job?.["status"]}; ${stderr.trim().slice(0, 60) || "silent"}`
      }
    }
  }
]
