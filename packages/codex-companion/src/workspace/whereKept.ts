import { AsyncLocalStorage } from "node:async_hooks"
import { keptElsewhere } from "./keptElsewhere.ts"
import { useStateDir } from "./workspace.ts"

let storage: AsyncLocalStorage<string> | null = null
const told = new Set<string>()

/**
 * Does something about one job, there where that job is kept: among the jobs of the workspace, else, when
 * it is named by its whole id and they do not have it, in whichever state folder does, which is told on the
 * standard error, once. A work tree that was moved or a command with another environment loses sight of no
 * job whose id is known.
 */
export const whereKept = <A>(cwd: string, id: string, act: () => Promise<A>): Promise<A> => {
  const folder = keptElsewhere(cwd, id)
  if (folder === null) return act()
  const line = `[codex] Job ${id} is not of this workspace: it is kept in ${folder}.\n`
  if (!told.has(line)) process.stderr.write(line)
  told.add(line)
  return inStateDir(folder, act)
}

/** Does something in another state folder than the workspace's own. */
export const inStateDir = <A>(folder: string, act: () => Promise<A>): Promise<A> => {
  storage ??= new AsyncLocalStorage()
  useStateDir(() => storage?.getStore())
  return storage.run(folder, act)
}
