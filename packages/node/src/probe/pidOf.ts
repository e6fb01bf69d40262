import type { OwnerIdentity, WorkIdentity } from "@job-lifecycle/engine"
import { nodeScheme } from "./NodeOwner.ts"

/** The process number in an identity of this platform's making, to be shown; null where there is none. */
export const pidOf = (identity: OwnerIdentity | WorkIdentity | null): number | null => {
  if (identity?.scheme !== nodeScheme) return null
  const { value } = identity
  if (typeof value !== "object" || value === null) return null
  const { pid } = value as { readonly pid?: unknown }
  return Number.isSafeInteger(pid) ? (pid as number) : null
}
