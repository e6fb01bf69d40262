/**
 * The order in which files are put in; they are put back the other way round. What is new comes first, since
 * nothing needs it yet; then what calls, which waits for what answers at once as well; then what is called,
 * which no caller finds before it can wait. So the plugin works in between, wherever that is broken off.
 */
export const callersFirst = <A extends readonly [file: string, ...rest: ReadonlyArray<unknown>]>(
  files: ReadonlyArray<A>,
  isNew: (file: A) => boolean
): Array<A> => {
  const rankOf = (each: A) => (isNew(each) ? 0 : each[0].startsWith("lib/") ? 2 : 1)
  return [...files].sort((a, b) => rankOf(a) - rankOf(b))
}
