import * as Effect from "effect/Effect"
import { InvalidRequest } from "./errors.ts"
import { inMessage } from "./inMessage.ts"

/** What an option may be. */
export interface Wanted {
  readonly is: (value: unknown) => boolean
  /** As it goes on after "give". */
  readonly words: string
  /** It may not be left out. */
  readonly needed?: boolean
}

/** What an option may be, and the words for it in a refusal. */
export const text: Wanted = { is: (value) => typeof value === "string", words: "a string" }
export const texts: Wanted = {
  is: (value) => Array.isArray(value) && value.every(text.is),
  words: "a list of strings"
}
export const flag: Wanted = { is: (value) => typeof value === "boolean", words: "true or false" }
export const callable: Wanted = { is: (value) => typeof value === "function", words: "a function" }
/** One of two words. */
export const oneOf = (one: string, other: string): Wanted => ({
  is: (value) => value === one || value === other,
  words: `"${one}" or "${other}"`
})
/** An object with fields of its own: no list, and not null. */
export const anObject: Wanted = {
  is: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
  words: "an object"
}
/** Judged where more is known about it. */
export const judgedElsewhere: Wanted = { is: () => true, words: "" }

/**
 * Refuses invalid and unknown options, before anything is done: a host without types is
 * told the name of the field and what to give there. An option that is undefined or null was not given.
 */
export const checkOptions = <Options extends object>(
  options: Options,
  wanted: { readonly [Name in keyof Options]-?: Wanted }
): Effect.Effect<void, InvalidRequest> => {
  if (!anObject.is(options)) return checkValue("options", options, anObject)
  const known: Readonly<Record<string, Wanted>> = wanted
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !Object.hasOwn(known, name)) return Effect.fail(unknown(name, known))
  }
  for (const [name, option] of Object.entries(known)) {
    const value: unknown = options[name as keyof Options]
    const isLeftOut = option.needed !== true && (value === undefined || value === null)
    if (!isLeftOut && !option.is(value)) return checkValue(name, value, option)
  }
  return Effect.void
}

/** Refuses one value, and says what to give in its place. */
export const checkValue = (
  field: string,
  value: unknown,
  { is, words }: Wanted
): Effect.Effect<void, InvalidRequest> =>
  is(value)
    ? Effect.void
    : Effect.fail(
        new InvalidRequest({ field, message: `${field} is ${inMessage(value)}: give ${words}.` })
      )

const unknown = (field: string, known: Readonly<Record<string, Wanted>>) =>
  new InvalidRequest({
    field,
    message: `There is no option ${inMessage(field)}: there are ${Object.keys(known).join(", ")}.`
  })
