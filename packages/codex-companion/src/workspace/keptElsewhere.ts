import * as fs from "node:fs"
import * as path from "node:path"
import { jobIdOf } from "../records/jobIdOf.ts"
import { commonRoot, namedRoot, stateRoot } from "./stateRoot.ts"
import { ownStateDir, workspaceName } from "./workspace.ts"

/**
 * The state folder of a job that is named by its whole id and is none of this workspace's; null: it
 * is, or there is none.
 */
export const keptElsewhere = (cwd: string, id: string): string | null => {
  if (!idPattern.test(id) || has(ownStateDir(cwd), id)) return null
  return stateFolders(workspaceName(cwd).name).find((each) => has(each, id)) ?? null
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
