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
  npm_config__authToken: "left-pad-7"
})

const taken: ReadonlyArray<[string, string, string]> = [
  ["the value of a secret variable", "401 for abc.def-123.", "401 for [redacted]."],
  ["a value with a blank in it", "tried 'correct horse'", "tried '[redacted]'"],
  ["a value that begins like another", "tried correct horse battery", "tried [redacted]"],
  ["a value without the line break at its end", "read from a file!", "[redacted]!"],
  [
    "values of variables whose names end so without a line between",
    "tried elephant-1 and left-pad-7",
    "tried [redacted] and [redacted]"
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
  ["a bearer token", "sent Bearer 0123456789abcdefXYZ", "sent Bearer [redacted]"],
  [
    "a password in a URL",
    "fatal: https://me:pa55@host/x.git",
    "fatal: https://me:[redacted]@host/x.git"
  ],
  ["an assignment", "curl --data api_key=0123456789", "curl --data api_key=[redacted]"],
  ["a field of JSON", '{"access_token": "0123456789"}', '{"access_token": "[redacted]"}'],
  ["a key of a common kind", "key sk-proj-0123456789abcdef is bad", "key [redacted] is bad"],
  ["a token of a common kind", "ghp_0123456789abcdef0123 expired", "[redacted] expired"],
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
  ]
]

const left = [
  "job 0123456789abcdef said yes",
  "/home/me/work: /tmp/agent.sock qwertyuiop bananas!",
  "SyntaxError: Unexpected token: keyword 'const'",
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
    for (const text of [...texts, "a-", "token-", "-eyJaaaaaaaa", "eyJaaaaaaaa."]) {
      // Quadratic would be minutes.
      redact(text.repeat(1_000_000 / text.length))
    }
  })
})
