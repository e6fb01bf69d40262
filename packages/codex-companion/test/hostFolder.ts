import {
  attributesOf,
  jobIdOf,
  openCompanion,
  resolveStateDir
} from "@job-lifecycle/codex-companion"
import type { HostState, TrackedJob } from "@job-lifecycle/codex-companion"
import { decodeState } from "@job-lifecycle/codex-companion"
import * as fs from "node:fs"
import * as path from "node:path"
import { withFolder } from "./withFolder.ts"

// Every test has a plugin data folder of its own, and its workspace is no git work tree.
/** Runs `body` with a workspace of its own, whose state is kept beside it. */
export const withWorkspace = <A>(body: (workspace: string) => Promise<A>): Promise<A> =>
  withFolder(async (folder) => {
    const before = process.env["CLAUDE_PLUGIN_DATA"]
    process.env["CLAUDE_PLUGIN_DATA"] = path.join(folder, "data")
    const workspace = path.join(folder, "workspace")
    fs.mkdirSync(workspace)
    try {
      return await body(workspace)
    } finally {
      const { jobs } = await openCompanion(workspace)
      await jobs.close()
      if (before === undefined) delete process.env["CLAUDE_PLUGIN_DATA"]
      else process.env["CLAUDE_PLUGIN_DATA"] = before
    }
  })

export const stateIn = (workspace: string): HostState => {
  const text = fs.readFileSync(path.join(resolveStateDir(workspace), "state.json"), "utf8")
  const reading = decodeState(text)
  if (reading._tag !== "State") throw new Error(`state.json is ${reading._tag}`)
  return reading.state
}

export const entryIn = (workspace: string, id: string) =>
  stateIn(workspace).jobs.find((job) => job.id === id)

export const taskIn = (workspaceRoot: string, id: string): TrackedJob => ({
  id,
  workspaceRoot,
  title: "Codex Task",
  kind: "task",
  jobClass: "task",
  summary: "a task",
  sessionId: "s1"
})

/** Records a job that nobody has started yet. */
export const submitIn = async (workspaceRoot: string, id: string): Promise<void> => {
  const { jobs } = await openCompanion(workspaceRoot)
  await jobs.submit({
    id: jobIdOf(id),
    attributes: attributesOf(taskIn(workspaceRoot, id)),
    // However long a test takes: nobody is late.
    claimDeadline: "1 day"
  })
}
