/** A place that was looked for is not there, or not as it is known. Nothing was changed. */
export class Misfit extends Error {
  constructor(file: string, detail: string) {
    super(`${file}: ${detail}`)
    this.name = "Misfit"
  }
}
