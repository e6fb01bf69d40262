import type { JobId } from "@job-lifecycle/engine"
import { createHash } from "node:crypto"

/**
 * The id under which the engine knows a job of the host: drawn from the host's own id, so that no
 * list of pairs has to be kept, and every process finds the same one. An id that has the engine's
 * shape already is taken as it is.
 */
export const jobIdOf = (hostId: string): JobId =>
  (/^[0-9a-f]{16}$/.test(hostId)
    ? hostId
    : createHash("sha256").update(hostId).digest("hex").slice(0, 16)) as JobId
