import type { Failure } from "./failure.ts"
import { failureText } from "./failure.ts"
import { write } from "../stdio.ts"

/** For people: what could not be read, after what could. It is never passed over in silence. */
export const printFailures = (failures: ReadonlyArray<Failure>): void => {
  for (const failure of failures) write("stderr", failureText(failure))
}
