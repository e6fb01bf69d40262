import type { PromiseRunnerContext } from "@job-lifecycle/node"
import { AsyncLocalStorage } from "node:async_hooks"

let storage: AsyncLocalStorage<PromiseRunnerContext> | null = null

/** The job whose runner we are inside of, for what the host's runner does not hand down itself. */
export const currentJob = (): AsyncLocalStorage<PromiseRunnerContext> =>
  (storage ??= new AsyncLocalStorage())

/** The open jobs of this process, by the host's ids. */
export const openJobs = new Map<string, PromiseRunnerContext>()
