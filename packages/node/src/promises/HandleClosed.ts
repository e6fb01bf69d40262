import * as Data from "effect/Data"

/** A call of a handle that was closed, before the call or during it. Open another one. */
export class HandleClosed extends Data.TaggedError("HandleClosed")<{
  /** The root of the store that the handle was on. */
  readonly location: string
}> {
  override get message(): string {
    return `This handle on ${this.location} is closed: open another one.`
  }
}
