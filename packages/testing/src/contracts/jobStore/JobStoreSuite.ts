import type { JobStore, Published, Submitted } from "@job-lifecycle/engine"
import * as Effect from "effect/Effect"
import { sampleCreated, sampleId } from "../../samples.ts"
import type { TestRunner } from "../TestRunner.ts"

export type Store = JobStore["Service"]

/** What the parts of the contract suite share: each `it` has a store of its own. */
export interface JobStoreSuite {
  readonly assert: TestRunner["assert"]
  readonly describe: TestRunner["describe"]
  readonly equal: (actual: unknown, expected: unknown) => void
  readonly it: (title: string, body: (store: Store) => Effect.Effect<void, unknown>) => void
  /** The same of two handles on one place. Skipped where there are none. */
  readonly between: (
    title: string,
    body: (one: Store, other: Store) => Effect.Effect<void, unknown>
  ) => void
}

/** The job that most tests are about. */
export const id = sampleId(1)

export const submitted = (store: Store, ...numbers: ReadonlyArray<number>) =>
  Effect.forEach(numbers, (n) => store.submit(sampleCreated(n)), { discard: true })

/** The tag of an expected failure. */
export const failure = (effect: Effect.Effect<unknown, { readonly _tag: string }>) =>
  Effect.map(Effect.flip(effect), (error) => error._tag)

/** Lets as many act at once, the n-th of them in its own way. */
export const atOnce = <A, E>(many: number, act: (n: number) => Effect.Effect<A, E>) =>
  Effect.forEach(
    Array.from({ length: many }, (_, n) => n),
    (n) => Effect.andThen(Effect.yieldNow, act(n)),
    { concurrency: "unbounded" }
  )

export const oneWinner = <A>(
  assert: TestRunner["assert"],
  answers: ReadonlyArray<Published<A> | Submitted>,
  standing: A | null
): void => {
  assert.strictEqual(answers.filter((answer) => answer._tag === "Won").length, 1)
  for (const answer of answers) {
    if (answer._tag === "Standing") assert.deepStrictEqual(answer.value, standing)
  }
}

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
