import { idVariable, tokenVariable } from "../stopping/tokenVariable.ts"

const replacement = "[redacted]"

/**
 * What a variable is called that holds a secret: how its name ends (`NPM_TOKEN`, `PGPASSWORD`), or a whole word of
 * it where other words end so too (`MONKEY`). Where a secret lies (`PASSWORD_STORE_DIR`) is none.
 */
const secretName =
  /(?:TOKEN|SECRETS?|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|APIKEY|MYSQL_PWD)$|(?:^|_)(?:AUTH|KEY)$|(?:^|_)(?:SECRET|PASSWORD)_(?!(?:.*_)?(?:DIR|FILE|PATH)$)/i

/** Shorter values (`1`, `true`) stand in too many innocent places. */
const shortestValue = 6

/**
 * Where a secret may begin: at a word, behind a colour of a terminal (`\x1b[31m`), and behind a line break or
 * tab that is written as two characters, as in JSON.
 */
const begun = String.raw`(?:\b|(?<=\[[\d;]{0,20}m|\\[nrt]))`

/** What a secret is called in front of its value. */
const called = String.raw`(?:token|secrets?|passw(?:or)?d|passphrase|(?:api|account)[_-]?key|secret[_-]?(?:access[_-]?)?key|\b_auth|(?<=;\s{0,9})pwd)`

/** What a cookie is called. */
const cookieName = String.raw`[^\s"'=;,\\]{1,256}`
/** A cookie in quotes; behind the quote that ends the whole header there is something else. */
const quoted = String.raw`\\?"[^\r\n"\\]*\\?"(?=[\s;"'\\]|$)`

/** How secrets look that are in nobody's environment. The part in `$1` stays. */
const shapes: ReadonlyArray<RegExp> = [
  /(-----BEGIN [A-Z ]*PRIVATE KEY(?: BLOCK)?-----)[\s\S]*?(?:(?=-----END )|$)/g,
  // Its beginning was cut off.
  /^()(?:(?!-----BEGIN )[\s\S])*?(?=-----END [A-Z ]*PRIVATE KEY(?: BLOCK)?-----)/g,
  // A word before a blank is its scheme. What stands in the next line is no part of it.
  new RegExp(
    String.raw`(${begun}authorization\\?["']?\s*[:=]\s*\\?["']?(?:[a-z]+[^\S\r\n]+)?)[^\s"',;]+`,
    "gi"
  ),
  new RegExp(String.raw`(${begun}x-api-key\\?["']?\s*[:=]\s*\\?["']?)[^\s"',;]+`, "gi"),
  new RegExp(
    String.raw`(${begun}cookie\\?["']?:\s*(?:\[\s*)?\\?["']?${cookieName}=)(?=.{6})(?:(?<=[;:"']\s?${cookieName}=)${quoted}|[^\r\n"'\\])+`,
    "gi"
  ),
  new RegExp(String.raw`(${begun}bearer\s+)[\w.~+/=-]{16,}`, "gi"),
  new RegExp(String.raw`(${called}(?: ?= ?|\\?["']\s*:\s*))(?:[^\s"'\\,;&]|\\(?!["'])){6,}`, "gi"),
  // In quotes it goes to the quote that ends it, which is written like the one before it: " or \".
  new RegExp(
    String.raw`((?<!unexpected )${called}\\?["']?\s*[:=]\s*(\\?["']))(?:(?!\2)(?:\\.|[^\\\r\n])){6,}`,
    "gi"
  ),
  // To the last @ before a quote: what follows that is no part of it, unless there is none before.
  /(:\/\/[^\s/:@]*:)(?:[^\s/"']+(?=@)|[^\s/]+(?=@))/g,
  // A run of such characters is looked through once: each "eyJ" in it would otherwise be tried to its end.
  new RegExp(
    String.raw`(?<![\w-])(?=[\w-]+\.[\w-]{8,}\.[\w-])([\w-]*?${begun})eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]+`,
    "g"
  ),
  // Among random characters there soon is a digit or a capital; in names such as pk_of_orders there is none.
  new RegExp(String.raw`()${begun}(?:sk|rk|pk)[-_](?=[a-z_-]{0,40}[\dA-Z])[\w-]{16,}`, "g"),
  new RegExp(
    String.raw`()${begun}(?:(?:gh[oprsu]_|github_pat_|glpat-|xox[abeoprs]-|pypi-AgE|hv[sb]\.|ya29\.|SG\.)[\w.-]{16,}|(?:npm|hf)_[A-Za-z0-9]{16,})`,
    "g"
  ),
  new RegExp(String.raw`()${begun}(?:AKIA|ASIA)[0-9A-Z]{16}\b`, "g"),
  new RegExp(String.raw`()${begun}AIza[\w-]{35}`, "g")
]

/**
 * Makes the rule that takes secrets out of what records quote of a standard error: the values of
 * variables of this environment whose names say that they are secret, and what looks like a
 * private key, a password in a URL, an authorization header, a value that is called a secret, or a key or token
 * of a common kind.
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
