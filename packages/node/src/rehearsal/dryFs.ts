import type { StoreFs } from "../store/StoreFs.ts"

/** No descriptor of the system's. */
const nowhere = -1

/**
 * A disk that is read as it is and never changed: whatever would change it is done to nobody. It has
 * none of the functions that change a disk, so that none of them can be called by mistake.
 */
export const dryFs = ({
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  readdirSync,
  statSync
}: StoreFs): StoreFs => {
  const { O_APPEND, O_CREAT, O_RDWR, O_TRUNC, O_WRONLY } = constants
  const changing = O_WRONLY | O_RDWR | O_CREAT | O_APPEND | O_TRUNC
  return {
    constants,
    existsSync,
    fstatSync,
    lstatSync,
    readSync,
    readdirSync,
    statSync,
    openSync: (file, flags) => ((flags & changing) === 0 ? openSync(file, flags) : nowhere),
    closeSync: (fd) => {
      if (fd !== nowhere) closeSync(fd)
    },
    writeSync: (_fd, bytes, offset = 0) => bytes.length - offset,
    fsyncSync: ignore,
    mkdirSync: ignore,
    rmdirSync: ignore,
    linkSync: ignore,
    renameSync: ignore,
    unlinkSync: ignore,
    watch: () => ({ close: ignore, on: ignore })
  }
}

const ignore = (): void => {}
