import type { SimulatedHost } from "../SimulatedHost.ts"
import type { SimulatedWorld } from "../SimulatedWorld.ts"

/** Whether the store did not let a process begin or end a job of its own. */
export const wasRefused = ({ entries }: SimulatedWorld, host: SimulatedHost): boolean =>
  entries.some(
    (one) =>
      one._tag === "Answers" &&
      one.by === host &&
      one.error === "JobStoreError" &&
      (one.call === "run" || one.call === "own")
  )
