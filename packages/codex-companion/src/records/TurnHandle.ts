/** By which the host takes work up again: the thread, and the turn that it was in. */
export interface TurnHandle {
  readonly threadId: string | null
  readonly turnId: string | null
}

/** One text of both, for the engine's resume handle; null while there is nothing to resume. */
export const encodeTurn = ({ threadId, turnId }: TurnHandle): string | null =>
  threadId === null ? null : turnId === null ? threadId : `${threadId}\n${turnId}`

/** The inverse of `encodeTurn`. */
export const decodeTurn = (handle: string | null): TurnHandle => {
  const [threadId = null, turnId = null] = handle?.split("\n") ?? []
  return { threadId, turnId }
}
