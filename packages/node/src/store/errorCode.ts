import { constants } from "node:os"

/** Names what a system call failed with. Node has no name for a disk quota that is used up. */
export const errorCode = (error: unknown): string | undefined => {
  const { code, errno } = error as NodeJS.ErrnoException
  return errno === -constants.errno.EDQUOT ? "EDQUOT" : code
}

/** Whether the disk, or what its user may have of it, has no room. */
export const isFull = (error: unknown): boolean => {
  const code = errorCode(error)
  return code === "ENOSPC" || code === "EDQUOT"
}
