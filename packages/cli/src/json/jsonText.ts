/**
 * Writes a value as JSON, of which a terminal obeys nothing: what `JSON.stringify` leaves of that as it is stands
 * escaped, too, and means the same.
 */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replace(obeyed, escaped)

/** DEL and C1 controls, line and paragraph separators, and what changes the writing direction. */
const obeyed = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

const escaped = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`
