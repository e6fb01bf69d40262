import type { Change } from "./wrongStore.ts"

/** Wrong: whoever decides at the last instant is told of no result. */
export const gaspsWithoutResult: Change = (store) => ({
  lastGasp: (id, decide, anew) => store.lastGasp(id, (cancel) => decide(cancel, null), anew)
})

/** Wrong: where there is a result, whoever decides is told of no request to cancel. */
export const gaspsWithResultAlone: Change = (store) => ({
  lastGasp: (id, decide, anew) =>
    store.lastGasp(id, (cancel, result) => decide(result === null ? cancel : null, result), anew)
})
