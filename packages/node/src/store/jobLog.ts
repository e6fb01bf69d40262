import { isAbsence } from "./folders.ts"
import { inFolder, logName } from "./layout.ts"
import { namesIn } from "./markers.ts"
import type { StoreFs } from "./StoreFs.ts"
import { leadingContinuations, wholeCharacters } from "./utf8.ts"

/** What one log may hold: at least the newest half of that is kept. */
export const defaultLogCapBytes = 64 * 1024 * 1024

/** What is still to be written of a chunk. It grows less with each write, and is empty in the end. */
export interface PendingChunk {
  rest: Uint8Array
}

/**
 * Appends to a job's log. A log that has grown to half of the cap makes room at a character boundary:
 * it becomes `log.<n>`, where n counts all bytes before the next `log`, and the one before it goes.
 * Where that fails, the same chunk goes on with what is left of it.
 */
export const appendToLog = (
  fs: StoreFs,
  folder: string,
  pending: PendingChunk,
  capBytes: number
): void => {
  const half = Math.max(1, Math.floor(capBytes / 2))
  while (pending.rest.length > 0) {
    const size = appendUpTo(fs, inFolder(folder, logName), pending, half)
    if (pending.rest.length > 0) makeRoom(fs, folder, size)
  }
}

/** Writes as much as the part has room for, whole characters, and answers how large that is now. */
const appendUpTo = (fs: StoreFs, file: string, pending: PendingChunk, half: number): number => {
  const fd = openForAppend(fs, file)
  try {
    const { size } = fs.fstatSync(fd)
    const chunk = pending.rest
    const took =
      size + chunk.length <= half ? chunk.length : fitting(chunk, half - size, size === 0)
    for (let done = 0; done < took; pending.rest = chunk.subarray(done)) {
      done += fs.writeSync(fd, chunk, done, took - done)
    }
    return size + took
  } finally {
    fs.closeSync(fd)
  }
}

const fitting = (chunk: Uint8Array, room: number, isEmpty: boolean): number => {
  const fits = wholeCharacters(chunk.subarray(0, Math.max(0, room)))
  // What continues a character that was begun stays with its beginning.
  const took = Math.max(fits, leadingContinuations(chunk))
  return took === 0 && isEmpty ? Math.min(chunk.length, 4) : took
}

/** Where the present log begins: the earlier half, `log.<base>`, ends there. */
const baseIn = (names: ReadonlyArray<string>): number => Math.max(0, ...endsIn(names))

const endsIn = (names: ReadonlyArray<string>): Array<number> =>
  names.flatMap((name) => {
    const end = /^log\.([1-9]\d{0,14})$/.exec(name)?.[1]
    return end === undefined ? [] : [Number(end)]
  })

/** One rename: there is no instant at which the kept half and its place disagree. */
const makeRoom = (fs: StoreFs, folder: string, size: number): void => {
  const log = inFolder(folder, logName)
  const names = namesIn(fs, folder)
  fs.renameSync(log, `${log}.${baseIn(names) + size}`)
  for (const end of endsIn(names)) fs.unlinkSync(`${log}.${end}`)
}

/** A part of a log, as its contract has it. Offsets count all bytes that ever were in it. */
interface LogPart {
  readonly text: string
  readonly bytes: Uint8Array
  readonly nextOffset: number
}

/** Which part: cut at character boundaries, or as it came. */
type LogRange = (
  | { readonly offset: number; readonly maxBytes?: number | undefined }
  | { readonly tailBytes: number; readonly maxBytes?: undefined }
) & { readonly asBytes?: boolean | undefined }

/** No writer makes room so often in a row, each time between two calls of a reader. */
const mostTries = 1_000

/** Reads a log from an offset on, or its last bytes, without reading the rest. */
export const readFromLog = (fs: StoreFs, folder: string, range: LogRange): LogPart => {
  for (let tries = 0; ; tries++) {
    const base = baseIn(namesIn(fs, folder))
    const log = new OpenLog(fs, inFolder(folder, logName), base)
    try {
      // The log may have made room while it was opened: then the places are not what they were.
      if (baseIn(namesIn(fs, folder)) === base || tries === mostTries) return log.read(range)
    } finally {
      log.close()
    }
  }
}

/** The last bytes of another file, from a whole character on; nothing where there is none. */
export const readTail = (fs: StoreFs, file: string, tailBytes: number): string => {
  const open = new OpenLog(fs, file, 0)
  try {
    return open.read({ tailBytes }).text
  } finally {
    open.close()
  }
}

/** Both halves of a log, opened together. */
class OpenLog {
  readonly #fs: StoreFs
  readonly #parts: Array<{ readonly fd: number; readonly start: number; readonly end: number }> = []
  #end: number

  constructor(fs: StoreFs, file: string, base: number) {
    this.#fs = fs
    this.#end = base
    if (base > 0) this.#open(`${file}.${base}`, (size) => base - size)
    this.#open(file, () => base)
  }

  #open(file: string, startOf: (size: number) => number): void {
    const fd = openIfThere(this.#fs, file)
    if (fd === null) return
    const stat = this.#fs.fstatSync(fd)
    const size = stat.isFile() ? stat.size : 0
    const start = Math.max(0, startOf(size))
    this.#parts.push({ fd, start, end: start + size })
    this.#end = start + size
  }

  read(range: LogRange): LogPart {
    const wanted = Math.floor("offset" in range ? range.offset : this.#end - range.tailBytes)
    if (wanted >= this.#end) {
      return { text: "", bytes: new Uint8Array(), nextOffset: Math.max(0, wanted) }
    }
    const start = Math.max(this.#parts[0]?.start ?? 0, wanted)
    const until = Math.min(this.#end, start + (range.maxBytes ?? Infinity))
    const read = Buffer.allocUnsafe(until - start)
    let filled = 0
    for (const { end: endOfPart, fd, start: first } of this.#parts) {
      const end = Math.min(endOfPart, until)
      while (start + filled < end) {
        const at = start + filled
        const more = this.#fs.readSync(fd, read, filled, end - at, at - first)
        if (more === 0) break
        filled += more
      }
    }
    const all = read.subarray(0, filled)
    const first = start > 0 && range.asBytes !== true ? leadingContinuations(all) : 0
    const last = range.asBytes === true ? filled : first + wholeCharacters(all.subarray(first))
    const bytes = all.subarray(first, last)
    return { text: bytes.toString("utf8"), bytes, nextOffset: start + last }
  }

  close(): void {
    for (const { fd } of this.#parts) this.#fs.closeSync(fd)
  }
}

const openForAppend = (fs: StoreFs, file: string): number => {
  const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_WRONLY } = fs.constants
  return fs.openSync(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600)
}

const openIfThere = (fs: StoreFs, file: string): number | null => {
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = fs.constants
  try {
    return fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  } catch (error) {
    if (isAbsence(error)) return null
    throw error
  }
}
