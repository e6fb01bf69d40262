export type { Alphabet } from "./Alphabet.ts"
export { largeAlphabets, smallAlphabets } from "./alphabets.ts"
export { explore } from "./explore.ts"
export type { BrokenOrder, Explored, ExploreOptions } from "./explore.ts"
