/**
 * What a hook of the host, or its runner, has given. None may give a promise: one that does broke, and its caller finds that
 * out by itself. But what becomes of the promise is heard here, or its rejection could end the process.
 */
export const answerOf = <A>(given: A): A => {
  promiseOf(given)?.then(undefined, () => {})
  return given
}

/** The promise that this is, if it is one. What cannot be looked at is none. */
export const promiseOf = (given: unknown): PromiseLike<unknown> | null => {
  try {
    const promise = Object(given) as Partial<PromiseLike<unknown>>
    return typeof promise.then === "function" ? (promise as PromiseLike<unknown>) : null
  } catch {
    return null
  }
}
