/** The errors of kubectl's own making. Each is rendered in one place, render-error.ts; the API's are StatusErrors. */

/**
 * Wrong use: `error: …`, and where `command` is given (its words after kubectl), a line that leads on:
 * `See 'kubectl x --help' for usage.` where a flag was wrong, `See 'kubectl x -h' for help and examples` elsewhere.
 */
export class UsageError extends Error {
  constructor(
    message: string,
    readonly command?: string,
    readonly about: 'a flag' | 'the words' = 'a flag',
  ) {
    super(message)
  }
}

/** The command was called with the wrong words; models cmdutil.UsageErrorf. */
export const wrongUse = (command: { readonly name: string }, message: string): UsageError => new UsageError(message, command.name, 'the words')

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
