import type { LogPage, LogRange } from "../contracts/JobStore.ts"

/** Cuts a page out of a log in memory, at character boundaries unless its bytes are wanted. */
export const pageOf = (log: Uint8Array, range: LogRange): LogPage => {
  const start = Math.max(0, "offset" in range ? range.offset : log.length - range.tailBytes)
  let first = start
  if (start > 0 && range.asBytes !== true) {
    while (first < start + 3 && isContinuation(log[first])) first++
  }
  const part = log.subarray(0, start + (range.maxBytes ?? Infinity))
  const last = Math.max(first, range.asBytes === true ? part.length : lastWhole(part))
  const bytes = log.slice(first, last)
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes)
  return { text, bytes, nextOffset: Math.max(start, last) }
}

/** Where the last whole character ends. */
const lastWhole = (log: Uint8Array): number => {
  for (let back = 1; back <= Math.min(3, log.length); back++) {
    const byte = log[log.length - back]!
    if (isContinuation(byte)) continue
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return needs > back ? log.length - back : log.length
  }
  return log.length
}

const isContinuation = (byte: number | undefined): boolean =>
  byte !== undefined && (byte & 0xc0) === 0x80
