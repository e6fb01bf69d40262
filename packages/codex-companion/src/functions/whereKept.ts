import { AsyncLocalStorage } from "node:async_hooks"
import * as fs from "node:fs"
import * as path from "node:path"
import { jobIdOf } from "../records/jobIdOf.ts"
import { commonRoot, namedRoot, stateRoot } from "./stateRoot.ts"
import { ownStateDir, useStateDir, workspaceName } from "./workspace.ts"

let storage: AsyncLocalStorage<string> | null = null

/**
 * Does something about one job, there where that job is kept: among the jobs of the workspace, else, when
 * it is named by its whole id and they do not have it, in whichever state folder does, which is told on the
 * standard error. A work tree that was moved or a command with another environment loses sight of no
 * job whose id is known.
 */
export const whereKept = <A>(cwd: string, id: string, act: () => Promise<A>): Promise<A> => {
  const own = ownStateDir(cwd)
  if (!idPattern.test(id) || has(own, id)) return act()
  const folder = stateFolders(workspaceName(cwd).name).find((each) => has(each, id))
  if (folder === undefined) return act()
  process.stderr.write(`[codex] Job ${id} is not of this workspace: it is kept in ${folder}.\n`)
  storage ??= new AsyncLocalStorage()
  useStateDir(() => storage?.getStore())
  return storage.run(folder, act)
}

/** As the host draws them: nothing else becomes part of a path. */
const idPattern = /^[A-Za-z0-9_][A-Za-z0-9_-]{7,127}$/

const has = (folder: string, id: string): boolean => {
  const known = jobIdOf(id)
  return (
    fs.existsSync(path.join(folder, "jobs", `${id}.json`)) ||
    fs.existsSync(path.join(folder, "job-lifecycle/store/jobs", known.slice(0, 2), known))
  )
}

const stateFolders = (name: string): ReadonlyArray<string> =>
  [...new Set([stateRoot(name), namedRoot() ?? commonRoot(), commonRoot()])].flatMap((root) => {
    try {
      return fs.readdirSync(root).map((each) => path.join(root, each))
    } catch {
      return []
    }
  })
