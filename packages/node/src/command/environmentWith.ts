type Environment = Readonly<Record<string, string | undefined>>

/**
 * The environment of this process with what is given in place of what it has. On Windows a name is the same in
 * any case, and of several Node takes the first by its order of names (child_process.spawn): so the
 * others are left out.
 */
export const environmentWith = (
  given: Environment,
  inherited: Environment = process.env,
  platform: string = process.platform
): Record<string, string | undefined> => {
  if (platform !== "win32") return { ...inherited, ...given }
  const names = new Set(Object.keys(given).map((name) => name.toUpperCase()))
  const kept = Object.entries(inherited).filter(([name]) => !names.has(name.toUpperCase()))
  return { ...Object.fromEntries(kept), ...given }
}
