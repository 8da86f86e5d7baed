/** Text that is no YAML for kubectl. The message is the one that kubectl prints after `error parsing FILE: `. */
export class YamlError extends Error {
  constructor(
    message: string,
    /** Counted from 1 in the whole text, where known. */
    readonly line?: number,
    /** The documents that were read before the mistake: kubectl handles them before it complains. */
    readonly before: readonly unknown[] = [],
  ) {
    super(message)
    this.name = 'YamlError'
  }
}

/** What goes wrong while one document is read; the reader puts `error converting YAML to JSON: yaml: ` before it. */
export class DocumentError extends Error {}
