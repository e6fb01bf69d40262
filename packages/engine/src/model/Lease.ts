import type { Limits } from "./Limits.ts"

/**
 * What a reader knows of the lease by which an owner shows that it lives. Only an owner that cannot
 * be examined is judged by it.
 */
export interface Lease {
  /** How long ago it was renewed, on the store's clock. Null: it never was, or nobody can say. */
  readonly ageMillis: number | null
  /** For how long readers have seen this same last renewal and last sign of its owner, in milliseconds. Null: nobody looked. */
  readonly doubtedMillis: number | null
}

/** Nothing is known of a lease. */
export const unknownLease: Lease = { ageMillis: null, doubtedMillis: null }

/** How often an owner renews its lease: every minute, and thrice within a shorter lost-deadline. */
export const renewalMillis = ({ lostMillis }: Limits): number =>
  Math.max(100, Math.ceil(Math.min(180_000, lostMillis) / 3))

/**
 * How long readers wait for the next renewal once the lost-deadline has passed. No clock can be so
 * wrong that an owner which renews its lease is taken for lost: it does so three times meanwhile.
 */
export const doubtMillis = (limits: Limits): number => 3 * renewalMillis(limits)
