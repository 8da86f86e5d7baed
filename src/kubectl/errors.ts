/** The errors of kubectl's own making. Each is rendered in one place, kubectl.ts; the API's are StatusErrors. */

/** Wrong use: `error: …`, and where `command` is given, `See 'kubectl x --help' for usage.` */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly command?: string,
  ) {
    super(message)
  }
}

/** Anything else that went wrong: `error: …`, exit code 1 unless told. An empty message prints nothing. */
export class CommandError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message)
  }
}

/** The real kubectl has this, ktutor does not simulate it (yet). `would` says what it would do: "it would …". */
export class NotSimulated extends Error {
  constructor(
    readonly what: string,
    readonly would: string,
  ) {
    super(`${what}: real kubectl has this; ktutor does not simulate it yet: it would ${would}`)
  }
}
