/**
 * Whether something came up that only the whole adapter can judge. Whoever comes upon it throws, and
 * notes it here as well: what was thrown may have been taken for a fault of the store.
 */
export const left = { isLeft: false }

export const leave = (): never => {
  left.isLeft = true
  throw new Error("a record is for a schema to judge")
}
