import { assert, describe, it } from "@effect/vitest"
import { emptyState } from "../src/records/HostState.ts"
import type { HostJob } from "@job-lifecycle/codex-companion"
import type { Reading } from "../src/functions/Reading.ts"
import { cancelableJobOf, resultJobOf } from "../src/functions/resolveJobs.ts"
import { queuedTask } from "./samples.ts"

const job = (id: string, sessionId: string, status: HostJob["status"]): HostJob => ({
  ...queuedTask,
  id,
  sessionId,
  status
})

const reading = (jobs: ReadonlyArray<HostJob>) =>
  ({
    workspaceRoot: "/somewhere",
    config: emptyState.config,
    jobs,
    host: { projection: { recordOf: () => null }, files: { folder: "/somewhere/state" } }
  }) as unknown as Reading

const within = (session: string) => ({ env: { CODEX_COMPANION_SESSION_ID: session } })
const finish = job("task-of-2", "s2", "completed")
const newest = reading([
  finish,
  job("task-of-1", "s1", "failed"),
  job("open-of-1", "s1", "running")
])

describe("the result that is meant", () => {
  it("without an id is of this session's newest that is over, and of all outside of one", () => {
    assert.strictEqual(resultJobOf(newest, "", within("s1")).job.id, "task-of-1")
    assert.strictEqual(resultJobOf(newest, "", within("")).job.id, "task-of-2")
  })

  it("with an id is of that job, whatever session it belongs to", () => {
    assert.strictEqual(resultJobOf(newest, "task-of-2", within("s1")).job.id, "task-of-2")
  })

  it("of a job that goes on is refused, and of none too", () => {
    assert.throws(() => resultJobOf(newest, "open-of-1", within("s1")), /is still running/)
    assert.throws(() => resultJobOf(newest, "", within("s3")), /No finished Codex jobs/)
  })
})

describe("the job that is to be cancelled", () => {
  const open = reading([job("a-of-2", "s2", "running"), job("b-of-1", "s1", "queued"), finish])

  it("without an id is this session's only open one, and never another's", () => {
    assert.strictEqual(cancelableJobOf(open, "", within("s1")).job.id, "b-of-1")
    assert.throws(() => cancelableJobOf(open, "", within("s3")), /to cancel for this session/)
  })

  it("is none where several are meant", () => {
    assert.throws(() => cancelableJobOf(open, "", within("")), /Multiple Codex jobs are active/)
  })

  it("with an id is that one, and none that is over", () => {
    assert.strictEqual(cancelableJobOf(open, "a-of", within("s1")).job.id, "a-of-2")
    assert.throws(() => cancelableJobOf(open, "task-of-2", within("s2")), /it is completed already/)
  })
})
