import { defineImage } from '../image.ts'
import { curl as program } from '../programs/curl.ts'
import { become } from '../programs/process-commands.ts'
import { defineProgram } from '../programs/program.ts'
import { alpineSystem } from './base-systems.ts'
import { versionTags } from './tags.ts'

/** Its entry point runs curl with the arguments, unless they name a command. */
const entrypoint = defineProgram('entrypoint.sh', function* (process, args) {
  const first = args[0] ?? ''
  const isCommand = first !== '' && !first.startsWith('-') && !/[:/.]/.test(first)
  return yield* become(process, isCommand ? args : ['curl', ...args], '/entrypoint.sh')
})

export const curl = defineImage({
  repository: 'docker.io/curlimages/curl',
  tags: versionTags({ major: 8, minors: [0, 16], mostPatch: 2 }),
  size: 9_310_000,
  user: 100,
  entrypoint: ['/entrypoint.sh'],
  cmd: ['curl'],
  workingDir: '/home/curl_user',
  base: alpineSystem,
  files: { '/home/curl_user/': { text: '', uid: 100 } },
  programs: { '/usr/bin/curl': program, '/entrypoint.sh': entrypoint },
})
