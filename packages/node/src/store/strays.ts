import { leadsNowhere } from "./folders.ts"
import type { Layout } from "./layout.ts"
import { bucketPattern, inFolder } from "./layout.ts"
import { namesIn, namesInFolder, spanPattern } from "./markers.ts"
import type { StoreFs } from "./StoreFs.ts"

/** Names what stands in place of a folder of jobs or of the listing, or leads nowhere. Readers pass over it. */
export const strays = (fs: StoreFs, { jobs, settled }: Layout): ReadonlyArray<string> => {
  const inPlaceOf = (folder: string, pattern: RegExp): ReadonlyArray<string> =>
    namesIn(fs, folder)
      .filter((name) => pattern.test(name))
      .map((name) => inFolder(folder, name))
      .flatMap((place) => {
        if (namesInFolder(fs, place) === null || leadsNowhere(fs, place)) return [place]
        return pattern === spanPattern ? inPlaceOf(place, pattern) : []
      })
  return [...inPlaceOf(jobs, bucketPattern), ...inPlaceOf(settled, spanPattern)]
}
