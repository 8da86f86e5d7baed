/** How small programs read their options, as getopt does. */

export interface Options {
  readonly flags: ReadonlySet<string>
  readonly values: Readonly<Record<string, string>>
  readonly operands: readonly string[]
  /** The first option that nobody knows, without its dash. */
  readonly unknown?: string
  readonly missing?: string
}

/**
 * @param letters as for getopt: `n:` takes a value.
 * @param long names of long options; `name=` takes a value. What they mean is under their name.
 */
export function readOptions(args: readonly string[], letters: string, long: readonly string[] = []): Options {
  const flags = new Set<string>()
  const values: Record<string, string> = {}
  const operands: string[] = []
  let unknown: string | undefined
  let missing: string | undefined
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--') {
      operands.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('--')) {
      const [name = '', ...value] = arg.slice(2).split('=')
      if (long.includes(`${name}=`)) {
        values[name] = value.length > 0 ? value.join('=') : (args[++i] ?? '')
        flags.add(name)
      } else if (long.includes(name)) flags.add(name)
      else unknown ??= arg
    } else if (arg.startsWith('-') && arg !== '-') {
      for (let j = 1; j < arg.length; j++) {
        const letter = arg[j] as string
        const at = letters.indexOf(letter)
        if (at < 0 || letter === ':') {
          unknown ??= letter
          continue
        }
        flags.add(letter)
        if (letters[at + 1] !== ':') continue
        const value = arg.slice(j + 1) || args[++i]
        if (value === undefined) missing ??= letter
        values[letter] = value ?? ''
        break
      }
    } else operands.push(arg)
  }
  return { flags, values, operands, ...(unknown === undefined ? {} : { unknown }), ...(missing === undefined ? {} : { missing }) }
}
