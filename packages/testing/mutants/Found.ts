/** What a hunt for one mistake came to, as its process prints it. */
export interface Found {
  /** The law that was broken, or the sentence that failed; null: nothing found it. */
  readonly by: string | null
  /** What was wrong, in the words of who found it. */
  readonly what: string
  /** Lives that were lived, the one that broke the law included; null where there were none. */
  readonly lives: number | null
}
