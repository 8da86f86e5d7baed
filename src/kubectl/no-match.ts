/** A word that names no kind the server has. Models meta.NoResourceMatchError and NoKindMatchError. */
export class NoMatchError extends Error {
  static resource({ resource, group = '', version = '' }: { resource: string; group?: string; version?: string }): NoMatchError {
    const where = [group === '' ? '' : `group ${JSON.stringify(group)}`, version === '' ? '' : `version ${JSON.stringify(version)}`].filter(
      (part) => part !== '',
    )
    return new NoMatchError(`error: the server doesn't have a resource type ${JSON.stringify(resource)}${where.length > 0 ? ` in ${where.join(' and ')}` : ''}`)
  }

  /** As commands say it that ask the mapper themselves, not by way of the words for objects: without `error: `. */
  static bare(error: unknown, word: string): unknown {
    const [resource = '', ...group] = word.split('.')
    if (!(error instanceof NoMatchError)) return error
    return new NoMatchError(NoMatchError.resource({ resource, group: group.join('.') }).message.replace(/^error: /, ''))
  }

  static kind(kind: string, apiVersion: string): NoMatchError {
    return new NoMatchError(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`)
  }
}
