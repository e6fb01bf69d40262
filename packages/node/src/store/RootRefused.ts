/** The root cannot be used for what was asked, whatever the operation. */
export class RootRefused extends Error {
  readonly reason: "Unreadable" | "NotWritable" | "NotAStore" | "ForeignOwner" | "NewerFormat"
  constructor(reason: RootRefused["reason"], detail: string) {
    super(detail)
    this.reason = reason
  }

  static foreignOwner(uid: number): RootRefused {
    return new RootRefused("ForeignOwner", `the folder belongs to the user with id ${uid}`)
  }

  static leadsNowhere(link: string): RootRefused {
    return new RootRefused("Unreadable", `the link ${link} leads nowhere for now`)
  }

  /** A place such as /proc where nobody makes folders, or a link that came to lead nowhere meanwhile. */
  static noRoom(root: string): RootRefused {
    return new RootRefused("NotWritable", `no folder can be made at ${root}`)
  }
}
