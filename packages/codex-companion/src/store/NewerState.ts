/** The list is of a later format than any that is known: it is read as far as it can be, and never written. */
export class NewerState extends Error {
  constructor(version: number) {
    super(
      `The plugin's state.json is of version ${version}, which this adapter does not know. Install one that does.`
    )
    this.name = "NewerState"
  }
}
