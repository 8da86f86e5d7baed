/** The shape of a `ktutor` subcommand: light by itself, so that --help costs nothing; `run` loads what it needs. */
export interface Subcommand {
  /** With its arguments as commander writes them: `explain <line...>`. */
  readonly name: string
  readonly summary: string
  readonly options?: readonly Option[]
  /** Hands everything after the name over as it is, flags included. */
  readonly passThrough?: boolean
  /** Shown after the help. */
  readonly more?: string
  /** Resolves to the exit status. May throw InvalidArgument where only the whole tells that a value is wrong. */
  run(args: readonly string[], options: Readonly<Record<string, any>>): Promise<number>
}

export interface Option {
  /** As commander writes them: `--nodes <count>`. */
  readonly flags: string
  readonly meaning: string
  readonly default?: string
  /** Throws InvalidArgument for what it can't read. */
  readonly parse?: (text: string) => unknown
}

/** Why the value of an option is wrong, in a sentence. */
export class InvalidArgument extends Error {}

export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least || value > most) throw new InvalidArgument(`It must be a whole number from ${least} to ${most}.`)
    return value
  }

export const oneOf =
  (...words: readonly string[]) =>
  (text: string): string => {
    if (!words.includes(text)) throw new InvalidArgument(`It must be ${words.join(' or ')}.`)
    return text
  }

export const schedulerConfigOption: Option = { flags: '--scheduler-config <file>', meaning: 'a KubeSchedulerConfiguration: profiles, plugins, weights' }
export const addOnsOption: Option = { flags: '--addons <names>', meaning: 'what to install besides: metrics-server,local-path-storage,…' }
