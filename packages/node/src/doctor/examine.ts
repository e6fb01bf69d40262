import type { JobLifecycle } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { NodeOwnerProbe } from "../probe/NodeOwnerProbe.ts"
import { NodeProcessTable } from "../stopping/NodeProcessTable.ts"
import { StoreRoot } from "../store/StoreRoot.ts"
import { examineEnvironment } from "./examineEnvironment.ts"
import type { JobCounts } from "./examineJobs.ts"
import { examineJobs } from "./examineJobs.ts"
import { examineProcesses } from "./examineProcesses.ts"
import { examineRoot, nearestFolder } from "./examineRoot.ts"
import { examineSpace } from "./examineSpace.ts"
import type { Finding } from "./Finding.ts"
import { ok } from "./Finding.ts"
import { tryFolder } from "./tryFolder.ts"

/** What was found out about a machine and a store. */
export interface Examination {
  /** The root, resolved. */
  readonly root: string
  readonly findings: ReadonlyArray<Finding>
  /** Null where no store could be read. */
  readonly counts: JobCounts | null
}

/**
 * Finds out whether jobs can be kept, watched and stopped here, by doing each once. Makes no store and
 * leaves nothing behind. `from`: where the root was named, for people.
 */
export const examine = Effect.fnUntraced(function* (options: {
  readonly root: string
  readonly from: string
  readonly environment: Readonly<Record<string, string | undefined>>
}): Effect.fn.Return<Examination, never, JobLifecycle> {
  const root = new StoreRoot(options.root)
  const { findings, scratchIn } = examineRoot(root, options.from)
  const tried = scratchIn === null ? [] : yield* tryFolder(scratchIn, root.layout)
  const jobs =
    scratchIn !== null && root.isThere() ? yield* examineJobs(root) : { findings: [], counts: null }
  return {
    root: root.layout.root,
    findings: [
      ...findings,
      ...tried,
      ...(yield* Effect.provide(examineProcesses, [NodeOwnerProbe.layer, NodeProcessTable.layer])),
      ...(yield* examineEnvironment(options.environment)),
      ok("node", `Node ${process.version} on ${process.platform} ${process.arch}`),
      examineSpace(nearestFolder(root.layout.root)),
      ...jobs.findings
    ],
    counts: jobs.counts
  }
})
