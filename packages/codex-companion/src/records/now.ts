/** Wall time in milliseconds. */
// @effect-diagnostics-next-line globalDate:off -- the host's commands run on no clock but the machine's
export const now = (): number => Date.now()
