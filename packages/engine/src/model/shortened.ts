/** How much of a text for people a record keeps, in characters: every reader of the job reads it. */
const longestMessage = 8_192

/** A text as a record keeps it: whole, or its beginning and a word that it was cut. */
export const shortened = (text: string): string =>
  text.length <= longestMessage ? text : `${text.slice(0, longestMessage)}… (cut)`
