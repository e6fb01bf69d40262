import type { Cast, Life, Lived } from "@job-lifecycle/testing/simulator"
import { drawLife, lifeToken, live, shrinkLife, tellLife } from "@job-lifecycle/testing/simulator"
import { fileMedium } from "./fileMedium.ts"
import { withDeaths } from "./withDeaths.ts"

/** Lives one life whose processes keep their records in files. */
export const liveOnFiles = (life: Life): Lived => live(life, fileMedium)

/** The life of a seed, with more deaths in it. */
export const drawDeadlyLife = (cast: Cast, seed: number): Life => withDeaths(drawLife(cast, seed))

/** Tells the smallest life that breaks the same law, and how to live that again. */
export const tellSmallest = ({ life, violation }: Lived): string => {
  const small = shrinkLife(life, (one) => liveOnFiles(one).violation?.law === violation?.law)
  const lines = tellLife(liveOnFiles(small)).split("\n").slice(0, -1)
  const command = "node --conditions=source packages/node/test/lives/main.ts"
  return [...lines, `to live it again: ${command} '${lifeToken(small)}'`].join("\n")
}
