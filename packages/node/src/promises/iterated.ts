import * as Logger from "effect/Logger"
import * as Stream from "effect/Stream"

/**
 * Makes a stream what `for await` goes through. Whoever asks for several values at once gets them one after
 * the other, each once, in the order of the calls; and whoever leaves, answers all that wait.
 */
export const iterated = <A, E>(stream: Stream.Stream<A, E>): AsyncIterable<A> => {
  const values = Stream.toAsyncIterable(Stream.provideService(stream, Logger.LogToStderr, true))
  return { [Symbol.asyncIterator]: () => inTurn(values[Symbol.asyncIterator]()) }
}

/** Effect's own may begin the stream anew for each call that waits, and answers the last of them alone. */
const inTurn = <A>(values: AsyncIterator<A>): AsyncIterator<A> => {
  let last: Promise<unknown> = Promise.resolve()
  return {
    next: () => {
      const asked = last.then(() => values.next())
      last = asked.catch(() => {})
      return asked
    },
    return: () => values.return!(),
    throw: (error) => values.throw!(error)
  }
}
