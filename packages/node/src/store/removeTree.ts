import { isAbsence } from "./folders.ts"
import { inFolder } from "./layout.ts"
import { namesIn } from "./markers.ts"
import type { StoreFs } from "./StoreFs.ts"

/** Deletes a folder and all that is in it, without following a link. Others may do so too. */
export const removeTree = (fs: StoreFs, folder: string): void => {
  for (const name of namesIn(fs, folder)) {
    const file = inFolder(folder, name)
    const stat = fs.lstatSync(file, { throwIfNoEntry: false })
    if (stat === undefined) continue
    if (stat.isDirectory()) removeTree(fs, file)
    else unlessGone(() => fs.unlinkSync(file))
  }
  unlessGone(() => fs.rmdirSync(folder))
}

const unlessGone = (remove: () => void): void => {
  try {
    remove()
  } catch (error) {
    if (!isAbsence(error)) throw error
  }
}
