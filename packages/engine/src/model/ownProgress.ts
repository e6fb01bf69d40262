import type { JobFacts, Progress } from "./facts.ts"

/**
 * What the owner of a job said last, if it said anything. What somebody said who lost its claim is not its
 * word (I10 late-is-kept-apart).
 */
export const ownProgress = ({ claim, progress }: JobFacts): Progress | null =>
  claim?._tag === "Owned" && progress?.nonce === claim.nonce ? progress : null
