import {
  attributesOf,
  jobIdOf,
  openCompanion,
  resolveStateDir,
  runTrackedJob
} from "@job-lifecycle/codex-companion"
import type { HostState, TrackedJob } from "@job-lifecycle/codex-companion"
import { decodeState } from "@job-lifecycle/codex-companion"
import * as fs from "node:fs"
import * as path from "node:path"
import { withFolder } from "./withFolder.ts"

// Every test has a plugin data folder and a folder for temporary files of its own, and its
// workspace is no git work tree.
/** Runs `body` with a workspace of its own, whose state is kept beside it. */
export const withWorkspace = <A>(body: (workspace: string) => Promise<A>): Promise<A> =>
  withFolder(async (folder) => {
    const workspace = path.join(folder, "workspace")
    const temporary = path.join(folder, "temporary")
    for (const each of [workspace, temporary]) fs.mkdirSync(each)
    const env = { CLAUDE_PLUGIN_DATA: path.join(folder, "data"), TMPDIR: temporary }
    return await withEnvironment(env, async () => {
      try {
        return await body(workspace)
      } finally {
        const { jobs } = await openCompanion(workspace)
        await jobs.close()
      }
    })
  })

/** Runs `body` with these variables set, or unset where they are undefined. */
export const withEnvironment = async <A>(
  env: Readonly<Record<string, string | undefined>>,
  body: () => Promise<A>
): Promise<A> => {
  const before = Object.entries(process.env).filter(([name]) => name in env)
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  for (const [name, value] of Object.entries(env)) set(name, value)
  try {
    return await body()
  } finally {
    for (const name of Object.keys(env)) delete process.env[name]
    for (const [name, value] of before) set(name, value)
  }
}

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

/** Ends a job that was submitted before, as one in the background is: nobody waits for it. */
export const endBehind = async (workspaceRoot: string, id: string): Promise<void> => {
  await submitIn(workspaceRoot, id)
  await runTrackedJob(taskIn(workspaceRoot, id), async () => ({ exitStatus: 0 }))
}

/** The file of a fact of ours. */
export const factOf = (workspaceRoot: string, id: string, file: string): string => {
  const job = jobIdOf(id)
  const store = path.join(resolveStateDir(workspaceRoot), "job-lifecycle/store")
  return path.join(store, "jobs", job.slice(0, 2), job, file)
}
