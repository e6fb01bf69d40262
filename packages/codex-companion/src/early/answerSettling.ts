import { readOpenJobs } from "@job-lifecycle/node"
import { noteRead } from "../functions/noteRead.ts"
import { listingOf } from "../functions/readJobs.ts"
import { noteRoot } from "../workspace/stateRoot.ts"
import { resolveStateDir, resolveWorkspaceRoot, workspaceName } from "../workspace/workspace.ts"
import { make } from "../store/HostJobStore.ts"
import { answerOf } from "./answerOf.ts"
import { answerWith } from "./answerWith.ts"

/**
 * Answers a command that reads once what is provably over has been settled, with no more of the engine
 * than that takes, and says whether it did. Where it did not, nothing was printed, and what it has
 * settled is settled.
 *
 * @param host the folder of the host's modules
 */
export const answerSettling = (argv: ReadonlyArray<string>, host: URL): Promise<boolean> =>
  answerWith(argv, host, async (line) => {
    const reading = await readSettling(line.cwd)
    if (reading === null) return null
    return answerOf(line, reading, (id) => noteRead(reading.host, id))
  })

/** What `readWorkspace` reads. Null: a job is to be ended or looked for, which takes the whole engine. */
const readSettling = async (cwd: string) => {
  noteRoot(workspaceName(cwd).name, { sure: false })
  const host = make(resolveStateDir(cwd))
  if (host.projection.wishes().length > 0) return null
  const workspaceRoot = resolveWorkspaceRoot(cwd)
  const { jobs } = await host.together(() =>
    readOpenJobs({ root: host.files.store, store: host.store })
  )
  const listing = listingOf(host, workspaceRoot, jobs)
  if (host.projection.unlisted(listing.jobs, jobs).length > 0) return null
  return { workspaceRoot, host, ...listing }
}
