/** How deep JSON may nest that is kept: what looks through it takes some of the stack at each level. */
export const mostLevels = 1_000

/** Whether JSON nests deeper than so many levels. Looks no further than that. */
export const isTooDeep = (json: unknown, levels = mostLevels): boolean => {
  if (typeof json !== "object" || json === null) return false
  if (levels === 0) return true
  for (const key in json) if (isTooDeep(json[key as never], levels - 1)) return true
  return false
}
