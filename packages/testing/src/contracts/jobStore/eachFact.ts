import type { LaterFact } from "@job-lifecycle/engine"
import {
  sampleCancel,
  sampleClaim,
  sampleHookEnded,
  sampleHookStarted,
  sampleRead,
  sampleResult,
  sampleSettlement,
  sampleWork,
  sampleWorkStopped
} from "../../samples.ts"
import type { Store } from "./JobStoreSuite.ts"

/** Every fact that is published, and what its n-th rival says. */
export const eachFact: ReadonlyArray<readonly [LaterFact, (n: number) => unknown]> = [
  ["claim", (n) => sampleClaim(n)],
  ["work", sampleWork],
  ["cancel", sampleCancel],
  ["result", (n) => sampleResult({ rival: n })],
  ["outcome", (n) => sampleSettlement(n)],
  ["workStopped", sampleWorkStopped],
  ["read", sampleRead],
  ["late", (n) => ({ value: { rival: n }, at: n })],
  ["hookStarted", sampleHookStarted],
  ["hookEnded", sampleHookEnded]
]

/** Publishes a value of that table. */
export const publish = (
  store: Store,
  id: Parameters<Store["publishOnce"]>[0],
  fact: LaterFact,
  value: unknown
) => store.publishOnce(id, fact, value as never) as ReturnType<Store["publishOnce"]>

/** The name that a fact has among all facts of a job. */
export const amongFacts = (fact: LaterFact) => (fact === "outcome" ? "settlement" : fact)
