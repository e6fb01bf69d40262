import { assert, describe, it } from "@effect/vitest"
import { redactSecrets } from "@job-lifecycle/node"

const redact = redactSecrets({
  NPM_TOKEN: "abc.def-123",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG",
  DB_PASSWORD: "correct horse",
  SAME_PASSWORD: "correct horse battery",
  SHORT_TOKEN: "yes",
  JOB_LIFECYCLE_TOKEN: "0123456789abcdef",
  PWD: "/home/me/work",
  SSH_AUTH_SOCK: "/tmp/agent.sock",
  KEYBOARD: "qwertyuiop",
  MONKEY: "bananas!",
  EMPTY_SECRET: "",
  FILE_SECRET: "read from a file\n",
  OVERLAPPING_SECRET: "battery staple",
  WORD_TOKEN: "correcthorse",
  SIGNING_KEY: "of the signer",
  SECRET_OF_ADMIN: "of the admin",
  SIX_TOKEN: "sixsix",
  TURNED_TOKEN: "tick-tock-tick",
  PGPASSWORD: "elephant-1",
  MYSQL_PWD: "elephant-2",
  PASSWORD_STORE_DIR: "/home/me/store",
  DB_PASSWORD_FILE: "/run/file-of-it",
  npm_config__authToken: "left-pad-7"
})

const taken: ReadonlyArray<[string, string, string]> = [
  ["the value of a secret variable", "401 for abc.def-123.", "401 for [redacted]."],
  ["a value with a blank in it", "tried 'correct horse'", "tried '[redacted]'"],
  ["a value that begins like another", "tried correct horse battery", "tried [redacted]"],
  ["a value without the line break at its end", "read from a file!", "[redacted]!"],
  [
    "values of variables whose names end so without a line between",
    "tried elephant-1, elephant-2 and left-pad-7",
    "tried [redacted], [redacted] and [redacted]"
  ],
  ["values that overlap", "tried correct horse battery staple", "tried [redacted]"],
  [
    "a key that holds the value of a variable",
    "ghp_0123456789correcthorseabcdef0123",
    "[redacted]"
  ],
  ["the value of a key", "signed with of the signer.", "signed with [redacted]."],
  ["the value of a secret of somebody's", "401 for of the admin.", "401 for [redacted]."],
  ["the shortest value", "401 for sixsix.", "401 for [redacted]."],
  ["a value that begins anew inside itself", "tick-tock-tick-tock-tick!", "[redacted]!"],
  ["a secret that is assigned", "client_secret=0123456789", "client_secret=[redacted]"],
  ["a key of Google's", `AIza${"0".repeat(35)} is bad`, "[redacted] is bad"],
  ["every value in a line", "wJalrXUtnFEMI/K7MDENG abc.def-123", "[redacted] [redacted]"],
  [
    "an authorization header",
    "> Authorization: Basic dXNlcjpwYXNz\n< 401",
    "> Authorization: Basic [redacted]\n< 401"
  ],
  ["a key in a header", "> X-Api-Key: 0123456789\n< 401", "> X-Api-Key: [redacted]\n< 401"],
  [
    "what has letters alone in a header, and nothing of the next line",
    "> X-Api-Key: abcdefghij\n> Authorization: abcdefghij\n< 401",
    "> X-Api-Key: [redacted]\n> Authorization: [redacted]\n< 401"
  ],
  [
    "cookies",
    "< Set-Cookie: sid=0123456789; Path=/\n> Cookie: sid=0123456789\n>",
    "< Set-Cookie: sid=[redacted]\n> Cookie: sid=[redacted]\n>"
  ],
  [
    "cookies in quotes, and nothing behind the header",
    `Cookie: a="0123456789"\nCookie: b=1; c="0123456789"; d=1\n{"cookie":"e=\\"0123456789\\"","f":""}`,
    `Cookie: a=[redacted]\nCookie: b=[redacted]\n{"cookie":"e=[redacted]","f":""}`
  ],
  [
    "a cookie whose value ends with =, and nothing behind it",
    `{"cookie":"a=0123456789==","b":"yes"}`,
    `{"cookie":"a=[redacted]","b":"yes"}`
  ],
  [
    "a cookie in a list",
    "'set-cookie': [ 'sid=0123456789' ], b: 1",
    "'set-cookie': [ 'sid=[redacted]' ], b: 1"
  ],
  ["a key of an account", "Name=x;AccountKey=0a1b2c3d==;X=y", "Name=x;AccountKey=[redacted];X=y"],
  ["a password of a connection", "Uid=me; Pwd=hunter22;", "Uid=me; Pwd=[redacted];"],
  ["a bearer token", "sent Bearer 0123456789abcdefXYZ", "sent Bearer [redacted]"],
  [
    "a password in a URL",
    "fatal: https://me:pa55@host/x.git",
    "fatal: https://me:[redacted]@host/x.git"
  ],
  ["an assignment", "curl --data api_key=0123456789", "curl --data api_key=[redacted]"],
  ["a value with a backslash in it", "password=ACME\\\\me-1", "password=[redacted]"],
  ["a field of JSON", '{"access_token": "0123456789"}', '{"access_token": "[redacted]"}'],
  ["a key of a common kind", "key sk-proj-0123456789abcdef is bad", "key [redacted] is bad"],
  ["one without a digit", "key sk-proj-AbcdefGhijklMnop is bad", "key [redacted] is bad"],
  ["a token of a common kind", "ghp_0123456789abcdef0123 expired", "[redacted] expired"],
  [
    "tokens with a point in them",
    "hvs.CAESIJ0123456789abcd ya29.a0AfB_0123456789abcd SG.0123456789abcdef.0123456789",
    "[redacted] [redacted] [redacted]"
  ],
  ["an access key id", "AKIAIOSFODNN7EXAMPLE", "[redacted]"],
  ["a signed token", "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "[redacted]"],
  [
    "a private key",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\nnext",
    "-----BEGIN RSA PRIVATE KEY-----[redacted]-----END RSA PRIVATE KEY-----\nnext"
  ],
  [
    "a private key that is cut off",
    "-----BEGIN PRIVATE KEY-----\nMIIE",
    "-----BEGIN PRIVATE KEY-----[redacted]"
  ],
  [
    "a private key whose beginning is cut off",
    "MIIE\nabc\n-----END RSA PRIVATE KEY-----\nnext",
    "[redacted]-----END RSA PRIVATE KEY-----\nnext"
  ],
  [
    "a private key of PGP's",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nlQdG\n-----END PGP PRIVATE KEY BLOCK-----",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----[redacted]-----END PGP PRIVATE KEY BLOCK-----"
  ],
  [
    "quoted assignments of a shell",
    `export CI_TOKEN="abc 123" password='hunter22'`,
    `export CI_TOKEN="[redacted]" password='[redacted]'`
  ],
  [
    "a quoted value to the quote that ends it",
    String.raw`{"password": "my \"dog\", max; yes", "name": "me"}`,
    `{"password": "[redacted]", "name": "me"}`
  ],
  [
    "a field of JSON inside a text of JSON",
    String.raw`{\"password\":\"hunter22\",\"name\":\"me\"}`,
    String.raw`{\"password\":\"[redacted]\",\"name\":\"me\"}`
  ],
  [
    "a field of JSON inside a text of JSON that is no text",
    String.raw`{\"token\":123456,\"name\":\"me\"}`,
    String.raw`{\"token\":[redacted],\"name\":\"me\"}`
  ],
  ["a property of an object", "{ secret: 'hunter22' }", "{ secret: '[redacted]' }"],
  [
    "a secret key of Amazon's",
    `{"SecretAccessKey": "wJalr/XUtn"} aws_secret_access_key = wJalr/XUtn`,
    `{"SecretAccessKey": "[redacted]"} aws_secret_access_key = [redacted]`
  ],
  ["a password of npm's", "//registry/:_auth=dXNlcjpwYXNz", "//registry/:_auth=[redacted]"],
  ["a password with an @ in it", "https://me:p@ss@host/x.git", "https://me:[redacted]@host/x.git"],
  [
    "a password in a URL in quotes, and nothing behind them",
    `{"url":"https://me:p@ss@host","mail":"me@example.org"}`,
    `{"url":"https://me:[redacted]@host","mail":"me@example.org"}`
  ],
  [
    "a password with a quote in it",
    `https://me:p"a55@host/x.git`,
    "https://me:[redacted]@host/x.git"
  ],
  [
    "a long password in a URL",
    `https://me:${"0a".repeat(500)}@host/`,
    "https://me:[redacted]@host/"
  ],
  [
    "a key behind a colour",
    "\u001b[1;31mghp_0123456789abcdef0123\u001b[0m",
    "\u001b[1;31m[redacted]\u001b[0m"
  ],
  [
    "a key behind a line break of JSON",
    String.raw`"said:\nAKIAIOSFODNN7EXAMPLE\neyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl"`,
    String.raw`"said:\n[redacted]\n[redacted]"`
  ]
]

const left = [
  "job 0123456789abcdef said yes",
  "PWD=/home/me/work; cd /home/me/store /run/file-of-it",
  "this site sets a cookie: yes = no",
  "/home/me/work: /tmp/agent.sock qwertyuiop bananas!",
  "SyntaxError: Unexpected token: keyword 'const'",
  "Unexpected token: 'function'",
  "if (token === undefined) throw",
  'violates unique constraint "pk_organization_members"',
  "npm_lifecycle_script=x npm_config_user_agent=y sk-learn-contrib-package pypi-simple-index-mirror",
  "Basic functionality needs a bearer of good news",
  "https://host:8080/path?user=me@example.org"
]

describe("redactSecrets", () => {
  for (const [what, text, safe] of taken) {
    it(`takes out ${what}`, () => assert.strictEqual(redact(text), safe))
  }

  it("leaves what is no secret as it is, the job's own id and token too", () => {
    for (const text of left) assert.strictEqual(redact(text), text)
  })

  it("takes no time to speak of, whatever it is given", () => {
    const texts = ["a", "-", "eyJ", "://a:", "token", "-----BEGIN PRIVATE KEY-----"]
    for (const text of [
      ...texts,
      "a-",
      "token-",
      "-eyJaaaaaaaa",
      "eyJaaaaaaaa.",
      "cookie:a=",
      "set-cookie:a",
      "cookie:[",
      'cookie:a="',
      ';a="',
      "hvs.",
      ";pwd",
      "://a:'",
      'token="',
      "token\\",
      "://"
    ]) {
      // Quadratic would be minutes.
      redact(text.repeat(2_000_000 / text.length))
    }
  })
})
