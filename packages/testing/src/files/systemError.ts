const meanings = {
  EACCES: [13, "permission denied"],
  EBADF: [9, "bad file descriptor"],
  EBUSY: [16, "resource busy or locked"],
  EDQUOT: [122, null],
  EEXIST: [17, "file already exists"],
  EFBIG: [27, "file too large"],
  EINVAL: [22, "invalid argument"],
  EIO: [5, "i/o error"],
  EISDIR: [21, "illegal operation on a directory"],
  EMFILE: [24, "too many open files"],
  ENAMETOOLONG: [36, "name too long"],
  ENOENT: [2, "no such file or directory"],
  ENOSPC: [28, "no space left on device"],
  ENOTDIR: [20, "not a directory"],
  ENOTEMPTY: [39, "directory not empty"],
  ENOTSUP: [95, "operation not supported on socket"],
  EPERM: [1, "operation not permitted"],
  EROFS: [30, "read-only file system"]
} as const

/** What a file operation can fail with. */
export type Errno = keyof typeof meanings

/** Makes the error that a file operation of Node throws. Some numbers have no name there. */
export const systemError = (code: Errno, syscall: string, file?: string): Error => {
  const [number, meaning] = meanings[code]
  const name = meaning === null ? `Unknown system error -${number}` : code
  const where = file === undefined ? "" : ` '${file}'`
  return Object.assign(new Error(`${name}: ${meaning ?? name}, ${syscall}${where}`), {
    code: name,
    errno: -number,
    syscall,
    ...(file === undefined ? {} : { path: file })
  })
}
