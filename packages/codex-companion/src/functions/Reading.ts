import type { HostJob } from "../records/HostJob.ts"
import type { HostConfig } from "../records/HostState.ts"
import type { HostReader } from "../store/HostReader.ts"
import type { Projected } from "../store/Projected.ts"

/** The host's list as it truly stands. */
export interface HostListing {
  readonly config: HostConfig
  /** Newest first. */
  readonly jobs: ReadonlyArray<HostJob>
}

/** What the answers about a workspace's jobs are made of: the list, and each job's full record. */
export interface Reading extends HostListing {
  readonly workspaceRoot: string
  readonly host: { readonly projection: Projected; readonly files: HostReader }
}
