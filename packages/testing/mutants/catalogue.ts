import { acting } from "./catalogue/acting.ts"
import { companion } from "./catalogue/companion.ts"
import { deciding } from "./catalogue/deciding.ts"
import { keeping } from "./catalogue/keeping.ts"
import { memory } from "./catalogue/memory.ts"
import { mistaken } from "./catalogue/mistaken.ts"
import { owning } from "./catalogue/owning.ts"
import { processes } from "./catalogue/processes.ts"
import { publishing } from "./catalogue/publishing.ts"
import { reading } from "./catalogue/reading.ts"
import { secondFact } from "./catalogue/secondFact.ts"
import { settling } from "./catalogue/settling.ts"
import type { Mutant } from "./Mutant.ts"

/** Every mistake that must be found. */
export const catalogue: ReadonlyArray<Mutant> = [
  ...deciding,
  ...owning,
  ...settling,
  ...mistaken,
  ...secondFact,
  ...reading,
  ...acting,
  ...memory,
  ...publishing,
  ...keeping,
  ...processes,
  ...companion
]
