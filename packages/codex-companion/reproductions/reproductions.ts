import { issue222 } from "./issue222.ts"
import { issue228 } from "./issue228.ts"
import { pull184 } from "./pull184.ts"
import { pull297 } from "./pull297.ts"
import type { Reproduction } from "./Reproduction.ts"

/** Every symptom of four reports. */
export const reproductions: ReadonlyArray<Reproduction> = [
  ...issue222,
  ...issue228,
  ...pull184,
  ...pull297
]
