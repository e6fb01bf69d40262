/** Printable ASCII alone, one column a unit: what most of a listing is made of. */
export const isPlain = (text: string): boolean => /^[ -~]*$/.test(text)

const named = new Map([
  [0x09, "\\t"],
  [0x0a, "\\n"],
  [0x0d, "\\r"],
  [0x1b, "\\e"]
])

/**
 * Shows control characters instead of obeying them: a job's name, command or message must not move
 * the cursor, set colours or reverse the line of whoever reads about it.
 */
export const visible = (text: string): string => {
  if (isPlain(text)) return text
  let shown = ""
  for (const character of text) {
    const code = character.codePointAt(0)!
    shown += obeyed(code) ? (named.get(code) ?? escaped(code)) : character
  }
  return shown
}

/**
 * The same for a whole output on a terminal: lines, tabs and colours stay as they are, everything
 * else that a terminal would obey is shown.
 */
export const visibleOutput = (text: string): string => {
  const shown: Array<string> = []
  for (let from = 0; from < text.length;) {
    const piece = firstPiece(text.slice(from, from + longestPiece))
    shown.push(visiblePiece(piece))
    from += piece.length
  }
  return shown.join("")
}

/** A part for each line of a whole log, of which there can be 64 million, would take gigabytes at once. */
const longestPiece = 1_048_576

/** Ends with a line, or else before what may be the beginning of a colour or of a line's end. */
const firstPiece = (text: string): string => {
  const lines = text.lastIndexOf("\n") + 1
  const end = lines || Math.max(text.lastIndexOf("\u001b"), text.lastIndexOf("\r"))
  return text.length < longestPiece || end <= 0 ? text : text.slice(0, end)
}

const visiblePiece = (text: string): string =>
  text
    .split(colourOrLayout)
    .map((part, at) => (at % 2 === 1 ? part : visible(part)))
    .join("")

// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const colourOrLayout = /(\u001b\[[\d;]*m|\r?\n|\t)/

const escaped = (code: number): string =>
  code <= 0xff ? `\\x${code.toString(16).padStart(2, "0")}` : `\\u${code.toString(16)}`

/** C0 and C1 controls, line and paragraph separators, and what changes the writing direction. */
const obeyed = (code: number): boolean =>
  code < 0x20 ||
  (code >= 0x7f && code <= 0x9f) ||
  (code >= 0x2028 && code <= 0x202e) ||
  (code >= 0x2066 && code <= 0x2069) ||
  code === 0x200e ||
  code === 0x200f ||
  code === 0x061c
