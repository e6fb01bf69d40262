import type { PromiseJobLifecycle } from "@job-lifecycle/node"
import { openJobLifecycle } from "@job-lifecycle/node"
import { JobStore } from "@job-lifecycle/engine"
import * as Layer from "effect/Layer"
import type { HostStore } from "../store/HostJobStore.ts"
import { make } from "../store/HostJobStore.ts"
import { noteRoot } from "../workspace/stateRoot.ts"
import { resolveStateDir, resolveWorkspaceRoot, workspaceName } from "../workspace/workspace.ts"

/** The jobs of one workspace of the host. */
export interface Companion {
  readonly workspaceRoot: string
  readonly host: HostStore
  readonly jobs: PromiseJobLifecycle
}

const opened = new Map<string, Promise<Companion>>()

/** Opens the jobs of the workspace that a folder belongs to. Once per process and state folder. */
export const openCompanion = (cwd: string): Promise<Companion> => {
  const folder = resolveStateDir(cwd)
  const known = opened.get(folder)
  if (known !== undefined) return known
  const companion = open(cwd, folder)
  opened.set(folder, companion)
  return companion
}

const open = async (cwd: string, folder: string): Promise<Companion> => {
  noteRoot(workspaceName(cwd).name, { sure: false })
  const host = make(folder)
  const jobs = await openJobLifecycle({
    root: host.files.store,
    store: Layer.succeed(JobStore, host.store)
  })
  return { workspaceRoot: resolveWorkspaceRoot(cwd), host, jobs }
}
