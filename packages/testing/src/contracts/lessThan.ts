import type { Json } from "effect/Schema"

/**
 * What is left of an identity's value when a part of it was not recorded: each part left out, each
 * one null, and each one alone where there are others.
 */
export const lessThan = (value: Json): ReadonlyArray<Json> => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return []
  const parts = Object.entries(value)
  const alone = parts.length > 1 ? parts.map((part) => Object.fromEntries([part])) : []
  return [
    ...parts.map(([name]) => Object.fromEntries(parts.filter(([other]) => other !== name))),
    ...parts.map(([name]) => ({ ...value, [name]: null })),
    ...alone
  ]
}
