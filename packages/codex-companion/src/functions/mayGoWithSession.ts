import { listReconciledJobs } from "./readJobs.ts"
import { resolveStateDir } from "../workspace/workspace.ts"
import { isActive } from "../records/HostJob.ts"
import { BrokerRecords } from "../broker/BrokerRecords.ts"

/**
 * Says whether a broker may be asked to go when a session ends. One of ours says itself that it is in use,
 * and stays; an older version's goes whoever uses it, so it is not asked while the workspace has an open
 * job (F09).
 */
export const mayGoWithSession = async (cwd: string, endpoint: string): Promise<boolean> =>
  new BrokerRecords(resolveStateDir(cwd)).startOf(endpoint) !== null ||
  !(await listReconciledJobs(cwd)).some(isActive)
