import { QuietStore } from "@job-lifecycle/node"
import { judgeOpen } from "../foreign/judgeOpen.ts"
import { jobIdOf } from "../records/jobIdOf.ts"
import { newestFirst } from "../records/newestFirst.ts"
import { now } from "../records/now.ts"
import { HostReader } from "../store/HostReader.ts"
import { Projected } from "../store/Projected.ts"
import type { Reading } from "./Reading.ts"
import { isNoteDue } from "../workspace/stateRoot.ts"
import { resolveStateDir, resolveWorkspaceRoot, workspaceName } from "../workspace/workspace.ts"

/** What is read of such a workspace, and how a job of it comes to count as read. */
interface QuietReading extends Reading {
  readonly noteRead: (hostId: string) => void
}

/**
 * Reads the jobs of a workspace in which nothing is left to do: no job of ours is open, none of an
 * older version's is provably over, the list is right, its place is noted. What is read is then
 * what `readJobs` reads. Null where anything is left to do: that takes the engine.
 *
 * **Gotchas**: a record that is read later, by the reading's own methods, may still be one for the
 * engine: then they throw.
 */
export const readQuietly = (cwd: string): QuietReading | null => {
  try {
    if (isNoteDue(workspaceName(cwd).name)) return null
    const workspaceRoot = resolveWorkspaceRoot(cwd)
    const files = new HostReader(resolveStateDir(cwd))
    const facts = new QuietStore(files.store, now())
    const projection = new Projected(facts, files)
    const { isRight, state } = projection.look()
    if (!isRight) return null
    const isLeft = state.jobs.every(
      (job) => judgeOpen(projection, workspaceRoot, job, now())._tag === "Leave"
    )
    const { config, jobs } = state
    const host = { projection, files }
    // The store lists no open job: one of ours on the list was lost from it.
    if (!isLeft || projection.unlisted(jobs, []).length > 0) return null
    const noteRead = (hostId: string) => {
      if (projection.isUnread(hostId)) facts.noteRead(jobIdOf(hostId))
    }
    return { workspaceRoot, host, config, jobs: newestFirst(jobs), noteRead }
  } catch {
    // Whatever it is, it is for the engine to find out and to say.
    return null
  }
}
