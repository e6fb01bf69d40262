/** The four races, by what the two rivals do. */
export const raceNames = [
  "two settlers",
  "settle against reconcile",
  "cancel against claim",
  "cancel against finish"
] as const
export type RaceName = (typeof raceNames)[number]
