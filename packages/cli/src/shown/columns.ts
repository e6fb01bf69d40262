import measured from "fast-string-truncated-width"
import { isPlain } from "./visible.ts"

/** Columns that a text takes on a terminal: two for each wide character, none for a mark on the one before. */
export const columnsOf = (text: string): number =>
  isPlain(text) ? text.length : measured(text).width

/** Cuts a text to so many columns, and no character in two: a flag or a family is one, of several letters. */
export const cut = (text: string, room: number): string => {
  if (isPlain(text)) return text.length <= room ? text : `${text.slice(0, room - 1)}…`
  if (!measured(text, { limit: room }).truncated) return text
  let kept = ""
  let left = room - 1
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, mostLetters * room))) {
    left -= columnsOf(segment)
    if (left < 0) break
    kept += segment
  }
  return `${kept}…`
}

/** What takes a column has no more letters than this, so that the rest of a long text is not looked at. */
const mostLetters = 16
