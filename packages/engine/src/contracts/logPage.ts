import type { LogPage } from "./JobStore.ts"

/** Cuts a page out of a log in memory, at character boundaries. */
export const pageOf = (
  log: Uint8Array,
  from: { readonly offset: number } | { readonly tailBytes: number }
): LogPage => {
  const start = Math.max(0, "offset" in from ? from.offset : log.length - from.tailBytes)
  let first = start
  if (start > 0) while (first < start + 3 && isContinuation(log[first])) first++
  const last = Math.max(first, lastWhole(log))
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(log.subarray(first, last))
  return { text, nextOffset: Math.max(start, last) }
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
