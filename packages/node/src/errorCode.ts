import { constants } from "node:os"

/** Names what a system call failed with. Node has no name for a disk quota that is used up. */
export const errorCode = (error: unknown): string | undefined => {
  const { code, errno } = error as NodeJS.ErrnoException
  return errno === -constants.errno.EDQUOT ? "EDQUOT" : code
}
