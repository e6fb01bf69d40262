/** What of a process's threads can be seen. Either may throw. */
export interface ThreadsSeen {
  /** The threads that exist now. */
  readonly list: () => ReadonlyArray<string>
  /** Whether a thread will never again run any of its program; one that is gone will not. */
  readonly ends: (thread: string) => boolean
}

/**
 * Decides whether nothing of a process's program will ever run again. A listing is no snapshot: a
 * thread that was not in it may have been started by one that ended since. So all must be seen
 * ending twice, and none the second time that was not there the first.
 */
export const everyThreadEnds = (seen: ThreadsSeen): boolean => {
  try {
    const first = new Set(seen.list())
    if (first.size === 0 || ![...first].every(seen.ends)) return false
    return seen.list().every((thread) => first.has(thread) && seen.ends(thread))
  } catch {
    return false
  }
}
