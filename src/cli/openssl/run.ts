/** Finds the subcommand, and says what went wrong as openssl says it. */
import type { CommandIo } from '../../shell/command.ts'
import { ecparam, genpkey, genrsa } from './keys.ts'
import { req } from './req.ts'
import { OpensslError, type Subcommand, type World } from './subcommand.ts'
import { x509 } from './x509.ts'

const subcommands: readonly Subcommand[] = [genrsa, genpkey, ecparam, req, x509]

/** Resolves to the exit status. */
export async function runOpenssl(args: readonly string[], io: CommandIo, world: Omit<World, 'io'>): Promise<number> {
  const [name = 'help', ...rest] = args
  const known = subcommands.map((subcommand) => subcommand.name).join(', ')
  const subcommand = subcommands.find((each) => each.name === name)
  if (!subcommand) {
    const help = name === 'help' || name === '--help' || name === '-h'
    if (help) io.stdout(`openssl in ktutor knows: ${known}\n`)
    else io.stderr(`Invalid command '${name}'; type "help" for a list. (ktutor's openssl knows ${known}.)\n`)
    return help ? 0 : 1
  }
  try {
    await subcommand.run(subcommand.parse(rest), { io, ...world })
    return 0
  } catch (error) {
    if (!(error instanceof OpensslError)) throw error
    io.stderr(`${error.message}\n`)
    return 1
  }
}
