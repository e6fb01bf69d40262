/** How long a submitted job of the storm may wait for an owner. */
export const claimMillis = 1_000
