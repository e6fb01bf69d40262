import * as Effect from "effect/Effect"
import type { JobId } from "../model/JobId.ts"
import { JobStore } from "../contracts/JobStore.ts"
import type { Settlement } from "../model/Outcome.ts"
import { catchStoreDefect } from "./catchStoreDefect.ts"

/** Enters a settled job into the listing; its active entry goes once its work is known to be over. */
export const enterInListing = (id: JobId, settlement: Settlement, workStopped = false) =>
  Effect.flatMap(JobStore, (store) =>
    catchStoreDefect("list the job", () =>
      store.index(id, {
        settledAt: settlement.settledAt,
        active: settlement.work !== "Stopped" && !workStopped
      })
    ).pipe(
      Effect.catch((error) => Effect.logWarning(`The listing was not updated: ${error.message}`))
    )
  )
