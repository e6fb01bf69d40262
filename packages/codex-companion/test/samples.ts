import type { Execution, HostJob } from "@job-lifecycle/codex-companion"

/** A background task as versions 1.0.3 to 1.0.5 enqueue it. */
export const queuedTask: HostJob = {
  id: "task-mabc123-x1y2z3",
  kind: "task",
  kindLabel: "rescue",
  title: "Codex Task",
  workspaceRoot: "/somewhere/project",
  jobClass: "task",
  summary: "investigate the flaky test",
  write: true,
  createdAt: "2026-03-18T15:30:00.000Z",
  sessionId: "sess-1",
  status: "queued",
  phase: "queued",
  pid: 4711,
  logFile: "/somewhere/state/jobs/task-mabc123-x1y2z3.log",
  request: {
    cwd: "/somewhere/project",
    model: null,
    effort: "high",
    prompt: 'fix "it"\n日本 🚀',
    write: true,
    resumeLast: false,
    jobId: "task-mabc123-x1y2z3"
  }
}

/** A review as versions 1.0.0 to 1.0.2 ran it: they wrote no label. */
export const runningReview: HostJob = {
  id: "review-mabc124-a1b2c3",
  kind: "review",
  title: "Codex Review",
  workspaceRoot: "/somewhere/project",
  jobClass: "review",
  summary: "Review working tree diff",
  write: false,
  createdAt: "2026-03-18T15:31:00.000Z",
  updatedAt: "2026-03-18T15:31:03.000Z",
  status: "running",
  startedAt: "2026-03-18T15:31:01.000Z",
  phase: "reviewing",
  pid: 4712,
  logFile: null,
  threadId: "thr_1",
  turnId: "turn_1"
}

/** How every version records an end. */
export const completedTask: HostJob = {
  ...queuedTask,
  id: "task-mabc125-done00",
  status: "completed",
  phase: "done",
  pid: null,
  threadId: "thr_2",
  turnId: null,
  startedAt: "2026-03-18T15:30:01.000Z",
  completedAt: "2026-03-18T15:32:00.000Z",
  updatedAt: "2026-03-18T15:32:00.001Z",
  result: { status: 0, rawOutput: "Handled." },
  rendered: "Handled.\n"
}
export const failedTask: HostJob = {
  ...completedTask,
  id: "task-mabc126-fail00",
  status: "failed",
  phase: "failed",
  errorMessage: "boom"
}
export const cancelledTask: HostJob = {
  ...failedTask,
  id: "task-mabc127-canc00",
  status: "cancelled",
  phase: "cancelled",
  errorMessage: "Cancelled by user.",
  cancelledAt: "2026-03-18T15:32:00.000Z"
}

/** The least that any version, or a script around one, has written. */
export const bareJob: HostJob = { id: "job-0", status: "completed" }

export const everyShape: ReadonlyArray<HostJob> = [
  queuedTask,
  runningReview,
  completedTask,
  failedTask,
  cancelledTask,
  bareJob
]

/** What a turn delivers that ends well. */
export const done: Execution = {
  exitStatus: 0,
  threadId: "thr_1",
  turnId: "turn_1",
  payload: { rawOutput: "Handled." },
  rendered: "Handled.\n",
  summary: "Handled."
}
