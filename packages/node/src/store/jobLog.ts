import type { StoreFs } from "./StoreFs.ts"

/** What one log may hold. What comes after is dropped, and one line says so. */
export const defaultLogCapBytes = 64 * 1024 * 1024

const openForAppend = (fs: StoreFs, file: string): number => {
  const { O_APPEND, O_CREAT, O_NOFOLLOW = 0, O_NONBLOCK = 0, O_WRONLY } = fs.constants
  return fs.openSync(file, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW | O_NONBLOCK, 0o600)
}

const openForRead = (fs: StoreFs, file: string): number => {
  const { O_NOFOLLOW = 0, O_NONBLOCK = 0, O_RDONLY } = fs.constants
  return fs.openSync(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
}

/** Appends to a log until the cap is passed. */
export const appendToLog = (
  fs: StoreFs,
  file: string,
  chunk: Uint8Array,
  capBytes: number
): void => {
  if (chunk.length === 0) return
  const fd = openForAppend(fs, file)
  try {
    const { size } = fs.fstatSync(fd)
    // Only the line that reports the drop ever takes a log past its cap.
    if (size > capBytes) return
    if (size + chunk.length <= capBytes) writeAll(fs, fd, chunk)
    else writeAll(fs, fd, lastPart(chunk, capBytes, size))
  } finally {
    fs.closeSync(fd)
  }
}

const lastPart = (chunk: Uint8Array, capBytes: number, size: number): Uint8Array => {
  const fits = chunk.subarray(0, capBytes - size)
  const notice = `\n[job-lifecycle: the log is full at ${capBytes} bytes; further output was dropped]\n`
  return Buffer.concat([fits.subarray(0, wholeCharacters(fits)), Buffer.from(notice)])
}

const writeAll = (fs: StoreFs, fd: number, bytes: Uint8Array): void => {
  for (let done = 0; done < bytes.length;) done += fs.writeSync(fd, bytes, done)
}

/** A part of a log, cut at character boundaries. Offsets count bytes. */
export interface LogPart {
  readonly text: string
  readonly nextOffset: number
}

/** Reads a log from an offset to its end, or its last bytes, without reading the rest. */
export const readFromLog = (
  fs: StoreFs,
  file: string,
  from: { readonly offset: number } | { readonly tailBytes: number }
): LogPart => {
  const fd = openIfThere(fs, file)
  if (fd === null) return { text: "", nextOffset: "offset" in from ? from.offset : 0 }
  try {
    const stat = fs.fstatSync(fd)
    const size = stat.isFile() ? stat.size : 0
    const start = "offset" in from ? from.offset : size - from.tailBytes
    return readPart(fs, fd, Math.max(0, Math.floor(start)), size)
  } finally {
    fs.closeSync(fd)
  }
}

const readPart = (fs: StoreFs, fd: number, start: number, size: number): LogPart => {
  if (start >= size) return { text: "", nextOffset: start }
  const bytes = Buffer.allocUnsafe(size - start)
  let filled = 0
  while (filled < bytes.length) {
    const read = fs.readSync(fd, bytes, filled, bytes.length - filled, start + filled)
    if (read === 0) break
    filled += read
  }
  let first = 0
  if (start > 0) while (first < Math.min(3, filled) && isContinuation(bytes[first]!)) first++
  const end = first + wholeCharacters(bytes.subarray(first, filled))
  return { text: bytes.toString("utf8", first, end), nextOffset: start + end }
}

const openIfThere = (fs: StoreFs, file: string): number | null => {
  try {
    return openForRead(fs, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null
    throw error
  }
}

/** How many of these bytes form whole UTF-8 characters: all but a cut one at the end. */
const wholeCharacters = (bytes: Uint8Array): number => {
  const { length } = bytes
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back]!
    if (isContinuation(byte)) continue
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return needs > back ? length - back : length
  }
  return length
}

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80
