import { isAbsence } from "./folders.ts"
import { inFolder } from "./layout.ts"
import { namesIn } from "./markers.ts"
import type { StoreFs } from "./StoreFs.ts"

/** Deletes a folder and all that is in it. Of a link only itself goes. Others may delete it too. */
export const removeTree = (fs: StoreFs, place: string): void => {
  const stat = fs.lstatSync(place, { throwIfNoEntry: false })
  if (stat === undefined) return
  if (!stat.isDirectory()) return unlessGone(() => fs.unlinkSync(place))
  for (const name of namesIn(fs, place)) removeTree(fs, inFolder(place, name))
  unlessGone(() => fs.rmdirSync(place))
}

const unlessGone = (remove: () => void): void => {
  try {
    remove()
  } catch (error) {
    if (!isAbsence(error)) throw error
  }
}
