/**
 * What a hook of the host, or its runner, has given. None may give a promise: one that does broke, and its caller finds that
 * out by itself. But what becomes of the promise is heard here, or its rejection could end the process.
 */
export const answerOf = <A>(given: A): A => {
  const promise = Object(given) as Partial<PromiseLike<unknown>>
  if (typeof promise.then === "function") promise.then(undefined, () => {})
  return given
}
