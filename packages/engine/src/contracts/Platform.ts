import type { JobStore } from "./JobStore.ts"
import type { OwnerProbe } from "./OwnerProbe.ts"
import type { ProcessExit } from "./ProcessExit.ts"
import type { TerminationSignals } from "./TerminationSignals.ts"
import type { WorkStopper } from "./WorkStopper.ts"

/** What reading a job takes: its record, a look at its owner, and a hand for what that left. */
export type Reading = JobStore | OwnerProbe | WorkStopper

/** What owning a job takes besides; a platform package provides all of it. */
export type Platform = Reading | TerminationSignals | ProcessExit
