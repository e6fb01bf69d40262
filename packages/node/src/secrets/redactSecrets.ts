import { idVariable, tokenVariable } from "../stopping/tokenVariable.ts"

const replacement = "[redacted]"

/**
 * What a variable is called that holds a secret: how its name ends (`NPM_TOKEN`, `PGPASSWORD`), or a whole word of
 * it where other words end so too (`MONKEY`).
 */
const secretName =
  /(?:TOKEN|SECRETS?|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|APIKEY)$|(?:^|_)(?:AUTH|KEY)$|(?:^|_)(?:SECRET|PASSWORD)_/i

/** Shorter values (`1`, `true`) stand in too many innocent places. */
const shortestValue = 6

/** How secrets look that are in nobody's environment. The part in `$1` stays. */
const shapes: ReadonlyArray<RegExp> = [
  /(-----BEGIN [A-Z ]*PRIVATE KEY-----)[\s\S]*?(?:(?=-----END )|$)/g,
  /\b(authorization["']?\s*[:=]\s*["']?(?:[a-z]+\s+)?)[^\s"',;]+/gi,
  /\b(bearer\s+)[\w.~+/=-]{16,}/gi,
  /((?:token|secret|passw(?:or)?d|api[_-]?key)(?:=|["']\s*:\s*["']?))[^\s"',;&]{6,}/gi,
  /(:\/\/[^\s/:@]{0,128}:)[^\s/@]{1,512}(?=@)/g,
  // A run of such characters is looked through once: each "eyJ" in it would otherwise be tried to its end.
  /(?<![\w-])(?=[\w-]+\.[\w-]{8,}\.[\w-])([\w-]*?\b)eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+/g,
  /()\b(?:sk|rk|pk)[-_](?:[\w-]{16,})/g,
  /()\b(?:gh[oprsu]_|github_pat_|glpat-|npm_|xox[abeoprs]-|hf_|pypi-)[\w-]{16,}/g,
  /()\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g,
  /()\bAIza[\w-]{35}/g
]

/**
 * Makes the rule that takes secrets out of what records quote of a standard error: the values of
 * variables of this environment whose names say that they are secret, and what looks like a
 * private key, a password in a URL, an authorization header, or a key or token of a common kind.
 *
 * **Gotchas**: it errs on the side of taking too much, and cannot know a secret that looks like any
 * other word. A host that knows better puts its own rule in its place.
 */
export const redactSecrets = (
  environment: Readonly<Record<string, string | undefined>>
): ((text: string) => string) => {
  // Most processes never have anything to take out.
  let values: ReadonlyArray<string> | null = null
  return (text) => {
    values ??= secretsOf(environment)
    return without([...placesOf(values, text), ...placesLike(shapes, text)], text)
  }
}

/** From where to where in a text: the end is the first unit that stays. */
type Span = readonly [from: number, to: number]

/** All are found in the text as it came: one may be a part of another, or begin inside it. */
const without = (spans: Array<Span>, text: string): string => {
  let safe = ""
  let at = 0
  // oxlint-disable-next-line unicorn/no-array-sort -- Node 18.18 has no toSorted
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    if (from >= at) safe += text.slice(at, from) + replacement
    at = Math.max(at, to)
  }
  return safe + text.slice(at)
}

const placesOf = (values: ReadonlyArray<string>, text: string): Array<Span> => {
  const spans: Array<Span> = []
  for (const value of values) {
    for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
      spans.push([at, at + value.length])
    }
  }
  return spans
}

const placesLike = (shapes: ReadonlyArray<RegExp>, text: string): Array<Span> =>
  shapes.flatMap((shape) =>
    Array.from(text.matchAll(shape), ({ 0: all, 1: stays, index }): Span => [
      index + stays!.length,
      index + all.length
    ])
  )

const secretsOf = (environment: Readonly<Record<string, string | undefined>>): Array<string> =>
  Object.entries(environment)
    .filter(([name]) => secretName.test(name) && name !== tokenVariable && name !== idVariable)
    .flatMap(([, value]) => (value === undefined ? [] : [value, value.trim()]))
    .filter((value) => value.length >= shortestValue)
