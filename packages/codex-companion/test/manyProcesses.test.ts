import { assert, describe, it } from "@effect/vitest"
import { buildStatusSnapshot } from "@job-lifecycle/codex-companion"
import { stateIn, withWorkspace } from "./hostFolder.ts"
import { withHost } from "./startHost.ts"

const ids = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}`)
const runAll = (workspace: string, command: string, jobs: ReadonlyArray<string>) =>
  Promise.all(
    jobs.map((id) =>
      withHost([command, workspace, id, "instant"], async ({ end }) => (await end()).by)
    )
  )

describe("many processes at once", () => {
  it(
    "twelve that register and finish together are twelve on the list, completed",
    () =>
      withWorkspace(async (workspace) => {
        const jobs = ids("task", 12)
        assert.deepStrictEqual(new Set(await runAll(workspace, "run", jobs)), new Set([0]))
        const { jobs: listed } = stateIn(workspace)
        assert.sameMembers(
          listed.map(({ id }) => id),
          jobs
        )
        assert.deepStrictEqual(new Set(listed.map(({ status }) => status)), new Set(["completed"]))
      }),
    120_000
  )

  it(
    "twelve of ours are twelve after a read, whatever older versions write beside them",
    () =>
      withWorkspace(async (workspace) => {
        const jobs = ids("task", 12)
        await Promise.all([runAll(workspace, "run", jobs), runAll(workspace, "old", ids("old", 6))])
        await buildStatusSnapshot(workspace, { env: {} })
        const statuses = new Map(stateIn(workspace).jobs.map(({ id, status }) => [id, status]))
        for (const id of jobs) assert.strictEqual(statuses.get(id), "completed", id)
      }),
    120_000
  )
})
