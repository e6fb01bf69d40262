import * as fs from "node:fs"

/** What one log may hold. What comes after is dropped, and one line says so. */
export const defaultLogCapBytes = 64 * 1024 * 1024

const openForAppend =
  fs.constants.O_APPEND |
  fs.constants.O_CREAT |
  fs.constants.O_WRONLY |
  (fs.constants.O_NOFOLLOW ?? 0) |
  (fs.constants.O_NONBLOCK ?? 0)

const openForRead =
  fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0)

/** Appends to a log until the cap is passed. */
export const appendToLog = (file: string, chunk: Uint8Array, capBytes: number): void => {
  if (chunk.length === 0) return
  const fd = fs.openSync(file, openForAppend, 0o600)
  try {
    const { size } = fs.fstatSync(fd)
    // Only the line that reports the drop ever takes a log past its cap.
    if (size > capBytes) return
    if (size + chunk.length <= capBytes) writeAll(fd, chunk)
    else writeAll(fd, lastPart(chunk, capBytes, size))
  } finally {
    fs.closeSync(fd)
  }
}

const lastPart = (chunk: Uint8Array, capBytes: number, size: number): Uint8Array => {
  const fits = chunk.subarray(0, capBytes - size)
  const notice = `\n[job-lifecycle: the log is full at ${capBytes} bytes; further output was dropped]\n`
  return Buffer.concat([fits.subarray(0, wholeCharacters(fits)), Buffer.from(notice)])
}

const writeAll = (fd: number, bytes: Uint8Array): void => {
  for (let done = 0; done < bytes.length;) done += fs.writeSync(fd, bytes, done)
}

/** A part of a log, cut at character boundaries. Offsets count bytes. */
export interface LogPart {
  readonly text: string
  readonly nextOffset: number
}

/** Reads a log from an offset to its end, or its last bytes, without reading the rest. */
export const readFromLog = (
  file: string,
  from: { readonly offset: number } | { readonly tailBytes: number }
): LogPart => {
  const fd = openIfThere(file)
  if (fd === null) return { text: "", nextOffset: "offset" in from ? from.offset : 0 }
  try {
    const stat = fs.fstatSync(fd)
    const size = stat.isFile() ? stat.size : 0
    const start = "offset" in from ? from.offset : size - from.tailBytes
    return readPart(fd, Math.max(0, Math.floor(start)), size)
  } finally {
    fs.closeSync(fd)
  }
}

const readPart = (fd: number, start: number, size: number): LogPart => {
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

const openIfThere = (file: string): number | null => {
  try {
    return fs.openSync(file, openForRead)
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
