import manifest from '../../package.json' with { type: 'json' }
import { clientVersion } from '../kubectl/version.ts'
import type { Subcommand } from './subcommand.ts'

export const ktutorVersion: string = manifest.version

export const version: Subcommand = {
  name: 'version',
  summary: 'which ktutor this is, and which Kubernetes it plays',
  async run() {
    process.stdout.write(`ktutor ${ktutorVersion}, kubectl and Kubernetes ${clientVersion.gitVersion}, Node ${process.version}\n`)
    return 0
  },
}
