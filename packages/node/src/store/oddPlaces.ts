import { errorCode } from "./errorCode.ts"
import { leadsNowhere } from "./folders.ts"
import type { Layout } from "./layout.ts"
import { bucketPattern, inFolder } from "./layout.ts"
import { namesIn, namesInFolder, spanLevels, spanPattern } from "./markers.ts"
import type { StoreFs } from "./StoreFs.ts"

/** A folder of jobs or of the listing that readers cannot go through. */
export interface OddPlace {
  readonly place: string
  /** What the system says; null where something else stands in its place, or it leads nowhere. */
  readonly refused: string | null
}

/** Names the folders of jobs and of the listing that are none, or that cannot be read. */
export const oddPlaces = (fs: StoreFs, { jobs, settled }: Layout): ReadonlyArray<OddPlace> => {
  /** @param levels how many more there may be below: a link may lead back up */
  const inPlaceOf = (folder: string, pattern: RegExp, levels: number): ReadonlyArray<OddPlace> =>
    namesIn(fs, folder)
      .filter((name) => pattern.test(name))
      .map((name) => inFolder(folder, name))
      .flatMap((place) => {
        try {
          if (namesInFolder(fs, place) === null || leadsNowhere(fs, place)) {
            return [{ place, refused: null }]
          }
          return levels === 0 ? [] : inPlaceOf(place, pattern, levels - 1)
        } catch (error) {
          if (errorCode(error) === undefined) throw error
          return [{ place, refused: (error as Error).message }]
        }
      })
  return [...inPlaceOf(jobs, bucketPattern, 0), ...inPlaceOf(settled, spanPattern, spanLevels - 1)]
}
