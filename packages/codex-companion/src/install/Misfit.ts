/** A place that was looked for is not there, or not as it is known. Nothing was changed. */
export class Misfit extends Error {
  constructor(file: string, detail: string) {
    super(`${file}: ${detail}`)
    this.name = "Misfit"
  }
}

/** Wherever something is to be changed, and may not be. */
export const unwritable = (folder: string): Misfit =>
  new Misfit(folder, "it cannot be written to. Run this as the user who owns the plugin")
