import { errorCode, RootRefused } from "@job-lifecycle/node"

/** Whether something else stands in place of a file of ours, or of a folder that leads to it. */
export const isInTheWay = (error: unknown): boolean =>
  error instanceof RootRefused || codes.has(errorCode(error))

/** The last but one: a link that leads to itself. */
const codes: ReadonlySet<string | undefined> = new Set([
  "EISDIR",
  "ENOTDIR",
  "ELOOP",
  "ERR_FS_EISDIR"
])

/** What stands in place of a file, or of a folder that leads to it, is somebody's and keeps nobody from the rest. */
export const unlessInTheWay = (act: () => void): void => {
  try {
    act()
  } catch (error) {
    if (!isInTheWay(error)) throw error
  }
}
