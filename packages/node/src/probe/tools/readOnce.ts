import * as Effect from "effect/Effect"

/** Reads again until the answer is whole, and then never more. */
export const readOnce = <A>(read: Effect.Effect<A>, isWhole: (answer: A) => boolean) => {
  let known: { readonly answer: A } | null = null
  return Effect.suspend(() =>
    known !== null
      ? Effect.succeed(known.answer)
      : Effect.tap(read, (answer) =>
          Effect.sync(() => {
            if (isWhole(answer)) known = { answer }
          })
        )
  )
}
