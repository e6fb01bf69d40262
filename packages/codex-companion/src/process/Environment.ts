/** The environment of a command, as far as the host reads it. */
export type Environment = Readonly<Record<string, string | undefined>>
