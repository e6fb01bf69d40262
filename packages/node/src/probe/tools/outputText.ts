/**
 * What a tool printed, as text: UTF-8, or UTF-16 as Windows programs write it, with or without a byte
 * order mark. Only ASCII is ever looked for in it; other code pages keep that part whole.
 */
export const outputText = (output: Uint8Array): string => {
  const buffer = Buffer.from(output.buffer, output.byteOffset, output.byteLength)
  const text = isUtf16(buffer) ? buffer.toString("utf16le") : buffer.toString("utf8")
  return text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n")
}

const isUtf16 = (buffer: Buffer): boolean =>
  (buffer[0] === 0xff && buffer[1] === 0xfe) || (buffer.length > 1 && buffer[1] === 0)
