/** The text between `<!-- begin NAME -->` and `<!-- end NAME -->`: a part that code has written. */
export const section = (document: string, name: string): string => {
  const [from, to] = bounds(document, name)
  return document.slice(from, to).trim()
}

/** The document with that part written anew. */
export const withSection = (document: string, name: string, content: string): string => {
  const [from, to] = bounds(document, name)
  return `${document.slice(0, from)}\n\n${content}\n\n${document.slice(to)}`
}

const bounds = (document: string, name: string): readonly [number, number] => {
  const begin = `<!-- begin ${name} -->`
  const from = document.indexOf(begin)
  const to = document.indexOf(`<!-- end ${name} -->`)
  if (from === -1 || to < from) throw new Error(`the document has no section "${name}"`)
  return [from + begin.length, to]
}
