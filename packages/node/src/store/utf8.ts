/** How many of these bytes form whole UTF-8 characters: all but a cut one at the end. */
export const wholeCharacters = (bytes: Uint8Array): number => {
  const { length } = bytes
  for (let back = 1; back <= Math.min(3, length); back++) {
    const byte = bytes[length - back]!
    if (isContinuation(byte)) continue
    const needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1
    return needs > back ? length - back : length
  }
  return length
}

/** How many bytes at the beginning continue a character that began before: three at most. */
export const leadingContinuations = (bytes: Uint8Array): number => {
  let count = 0
  while (count < Math.min(3, bytes.length) && isContinuation(bytes[count]!)) count++
  return count
}

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80
