import { errorCode } from "@job-lifecycle/node"
import { isInTheWay } from "./inTheWay.ts"
import { NewerState } from "./NewerState.ts"

/** Whether nothing can be written there now: it may not be, there is no room, or it is of a later format. */
export const cannotWrite = (error: unknown): boolean =>
  error instanceof NewerState || isInTheWay(error) || codes.has(errorCode(error))

const codes: ReadonlySet<string | undefined> = new Set([
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOSPC",
  "EDQUOT"
])
